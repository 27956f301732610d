CREATE OR REPLACE VIEW at_open_stays AS
SELECT
    container,
    facility AS terminal,
    facilityGroup AS terminalGroup,
    dwellClass,
    startAt,
    dateDiff('millisecond', assumeNotNull(startAt), {asOf:DateTime64(3, 'UTC')}) AS ageMs,
    ageMs / 86400000 AS ageDays,
    ageDays >= if(dwellClass = 'EMPTY', 90, 30) AS censored,
    teu,
    booking,
    voyageOut,
    quality,
    id
FROM mart_yard_dwells
WHERE startAt <= {asOf:DateTime64(3, 'UTC')} AND (endAt IS NULL OR endAt > {asOf:DateTime64(3, 'UTC')})
    AND quality IN ('COMPLETE', 'START_INFERRED', 'END_INFERRED')
COMMENT 'Boxes that stand in a terminal at a moment; past 30 days (empties: 90) censored.';

CREATE OR REPLACE VIEW mart_open_stays AS
SELECT * FROM at_open_stays(asOf = (SELECT now FROM mart_now))
COMMENT 'Boxes that stand in a terminal at the latest event time; past 30 days (empties: 90) censored.';
