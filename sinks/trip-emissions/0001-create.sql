-- Derived from the schema of trip.emissions by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS trip_emissions
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt DateTime64(3, 'UTC') COMMENT 'End of the trip.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Where it began.',
    destinationPlace Nullable(String) COMMENT 'Where it ended.',
    distanceM Float64 COMMENT 'Metres driven, off the known roads in straight lines.',
    load String COMMENT 'What was aboard: a laden box, only empty ones, none that is known of.' CODEC(ZSTD(1)),
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    fuel String COMMENT 'Fuel of the vehicle.' CODEC(ZSTD(1)),
    fuelKnown Bool COMMENT 'Whether the vehicle reference knows the truck; else the default fuel is taken.',
    idleMs Int64 COMMENT 'Time that traffic and gate queues cost, milliseconds.',
    co2eKg Float64 COMMENT 'CO2 equivalents of the trip, kg.',
    co2eFreeFlowKg Float64 COMMENT 'What the distance causes, kg.',
    co2eDelayKg Float64 COMMENT 'What traffic and gate queues add, kg.',
    basis String COMMENT 'Well to wheel, or tank to wheel; the two are never summed.' CODEC(ZSTD(1)),
    method String COMMENT 'How the factors were come by, in the words of ISO 14083.' CODEC(ZSTD(1)),
    factorSet String COMMENT 'Name and version of the factor set.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (trip, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A trip\'s greenhouse gases, well to wheel, split into free flow and delay.';

CREATE TABLE IF NOT EXISTS trip_emissions_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt DateTime64(3, 'UTC') COMMENT 'End of the trip.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Where it began.',
    destinationPlace Nullable(String) COMMENT 'Where it ended.',
    distanceM Float64 COMMENT 'Metres driven, off the known roads in straight lines.',
    load String COMMENT 'What was aboard: a laden box, only empty ones, none that is known of.' CODEC(ZSTD(1)),
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    fuel String COMMENT 'Fuel of the vehicle.' CODEC(ZSTD(1)),
    fuelKnown Bool COMMENT 'Whether the vehicle reference knows the truck; else the default fuel is taken.',
    idleMs Int64 COMMENT 'Time that traffic and gate queues cost, milliseconds.',
    co2eKg Float64 COMMENT 'CO2 equivalents of the trip, kg.',
    co2eFreeFlowKg Float64 COMMENT 'What the distance causes, kg.',
    co2eDelayKg Float64 COMMENT 'What traffic and gate queues add, kg.',
    basis String COMMENT 'Well to wheel, or tank to wheel; the two are never summed.' CODEC(ZSTD(1)),
    method String COMMENT 'How the factors were come by, in the words of ISO 14083.' CODEC(ZSTD(1)),
    factorSet String COMMENT 'Name and version of the factor set.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (trip, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of trip_emissions, kept for 90 days.';

CREATE OR REPLACE VIEW mart_trip_emissions AS
SELECT
    pseudonym(trip_emissions.id) AS id,
    eventTime,
    pseudonym(trip_emissions.trip) AS trip,
    pseudonym(trip_emissions.plate) AS plate,
    startAt,
    endAt,
    originPlace,
    destinationPlace,
    distanceM,
    load,
    containers,
    fuel,
    fuelKnown,
    idleMs,
    co2eKg,
    co2eFreeFlowKg,
    co2eDelayKg,
    basis,
    method,
    factorSet,
    arrayMap(cause -> martCause(cause), trip_emissions.causes) AS causes,
    causeCount
FROM trip_emissions FINAL
COMMENT 'A trip\'s greenhouse gases, well to wheel, split into free flow and delay.';
