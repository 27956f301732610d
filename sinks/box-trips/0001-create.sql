-- Derived from the schema of box.trips by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS box_trips
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the trip.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Where it began.',
    destinationPlace Nullable(String) COMMENT 'Where it ended.',
    distanceM Float64 COMMENT 'Metres driven; 0 until the trip is over.',
    tripMs Nullable(Int64) COMMENT 'Duration, milliseconds.',
    referenceMs Int64 COMMENT 'Time at reference speed, milliseconds.',
    trafficDelayMs Int64 COMMENT 'Traffic-attributed delay, milliseconds.',
    queueMs Int64 COMMENT 'Gate queue, milliseconds.',
    stopMs Int64 COMMENT 'Stops, milliseconds.',
    residualMs Nullable(Int64) COMMENT 'Unattributed, milliseconds, signed.',
    coverageTime Nullable(Float64) COMMENT 'Share of moving time with a valid reading.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A trip as seen by one box aboard.';

CREATE TABLE IF NOT EXISTS box_trips_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the trip.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Where it began.',
    destinationPlace Nullable(String) COMMENT 'Where it ended.',
    distanceM Float64 COMMENT 'Metres driven; 0 until the trip is over.',
    tripMs Nullable(Int64) COMMENT 'Duration, milliseconds.',
    referenceMs Int64 COMMENT 'Time at reference speed, milliseconds.',
    trafficDelayMs Int64 COMMENT 'Traffic-attributed delay, milliseconds.',
    queueMs Int64 COMMENT 'Gate queue, milliseconds.',
    stopMs Int64 COMMENT 'Stops, milliseconds.',
    residualMs Nullable(Int64) COMMENT 'Unattributed, milliseconds, signed.',
    coverageTime Nullable(Float64) COMMENT 'Share of moving time with a valid reading.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of box_trips, kept for 90 days.';

CREATE OR REPLACE VIEW mart_box_trips AS
SELECT
    pseudonym(box_trips.id) AS id,
    eventTime,
    container,
    pseudonym(box_trips.trip) AS trip,
    pseudonym(box_trips.plate) AS plate,
    startAt,
    endAt,
    originPlace,
    destinationPlace,
    distanceM,
    tripMs,
    referenceMs,
    trafficDelayMs,
    queueMs,
    stopMs,
    residualMs,
    coverageTime,
    arrayMap(cause -> martCause(cause), box_trips.causes) AS causes,
    causeCount
FROM box_trips FINAL
COMMENT 'A trip as seen by one box aboard.';
