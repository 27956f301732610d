-- Row ids that have a plate in them are pseudonyms in every mart, so they have to be in the causes too.
CREATE OR REPLACE FUNCTION martCause AS (cause) -> if(has(['box.trips', 'container.moves', 'dead.letters', 'gate.boxes', 'gate.transactions', 'hinterland.deliveries', 'quay.moves', 'traversal.delays', 'trip.delays', 'truck.passages', 'truck.positions', 'truck.traversals', 'truck.trips', 'truck.visits', 'yard.dwells'], substring(cause, 1, position(cause, '/') - 1)), concat(substring(cause, 1, position(cause, '/')), pseudonym(substring(cause, position(cause, '/') + 1))), cause);

-- A plate is a Han character and a letter with four to six signs behind; a terminal or telephone number is a long run of digits.
CREATE OR REPLACE FUNCTION martText AS (written) -> replaceRegexpAll(replaceRegexpAll(written, '\\p{Han}\\s?[A-Za-z][\\s·.-]?[A-Za-z0-9]{4,6}\\p{Han}?(-\\d)?', '[plate]'), '(terminal:\\S+|\\d{10,})', '[number]');
