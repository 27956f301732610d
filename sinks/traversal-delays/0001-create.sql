-- Derived from the schema of traversal.delays by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS traversal_delays
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres driven.',
    referenceMs Int64 COMMENT 'Time at the reference speed, milliseconds.',
    referenceKind String COMMENT 'Basis of the reference speed.' CODEC(ZSTD(1)),
    attributed Bool COMMENT 'Whether a valid reading was in force.',
    speedKmh Nullable(Float64) COMMENT 'Speed of the reading, km/h.',
    level Nullable(Int32) COMMENT 'Level of the reading.',
    conditionAgeMs Nullable(Int64) COMMENT 'Age of the reading at entry, milliseconds.',
    trafficDelayMs Nullable(Int64) COMMENT 'Traffic-attributed delay, milliseconds; null without a reading.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (segment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A traversal with the traffic in force when the truck entered the segment.';

CREATE TABLE IF NOT EXISTS traversal_delays_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres driven.',
    referenceMs Int64 COMMENT 'Time at the reference speed, milliseconds.',
    referenceKind String COMMENT 'Basis of the reference speed.' CODEC(ZSTD(1)),
    attributed Bool COMMENT 'Whether a valid reading was in force.',
    speedKmh Nullable(Float64) COMMENT 'Speed of the reading, km/h.',
    level Nullable(Int32) COMMENT 'Level of the reading.',
    conditionAgeMs Nullable(Int64) COMMENT 'Age of the reading at entry, milliseconds.',
    trafficDelayMs Nullable(Int64) COMMENT 'Traffic-attributed delay, milliseconds; null without a reading.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (segment, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of traversal_delays, kept for 90 days.';

CREATE OR REPLACE VIEW mart_traversal_delays AS
SELECT
    pseudonym(traversal_delays.id) AS id,
    eventTime,
    pseudonym(traversal_delays.trip) AS trip,
    pseudonym(traversal_delays.plate) AS plate,
    segment,
    leftAt,
    travelMs,
    lengthM,
    referenceMs,
    referenceKind,
    attributed,
    speedKmh,
    level,
    conditionAgeMs,
    trafficDelayMs,
    arrayMap(cause -> martCause(cause), traversal_delays.causes) AS causes,
    causeCount
FROM traversal_delays FINAL
COMMENT 'A traversal with the traffic in force when the truck entered the segment.';
