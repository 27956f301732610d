-- Derived from the schema of truck.traversals by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_traversals
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres of the segment that were driven.',
    segmentLengthM Float64 COMMENT 'Length of the whole segment, metres.',
    stoppedMs Int64 COMMENT 'Time standing on the segment, milliseconds.',
    positions Int32 COMMENT 'Positions matched to the segment; 0 where it was inferred between two others.',
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (segment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One truck\'s way over one road segment.';

CREATE TABLE IF NOT EXISTS truck_traversals_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres of the segment that were driven.',
    segmentLengthM Float64 COMMENT 'Length of the whole segment, metres.',
    stoppedMs Int64 COMMENT 'Time standing on the segment, milliseconds.',
    positions Int32 COMMENT 'Positions matched to the segment; 0 where it was inferred between two others.',
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (segment, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of truck_traversals, kept for 90 days.';

CREATE OR REPLACE VIEW mart_truck_traversals AS
SELECT
    pseudonym(truck_traversals.id) AS id,
    eventTime,
    segment,
    pseudonym(truck_traversals.plate) AS plate,
    pseudonym(truck_traversals.trip) AS trip,
    leftAt,
    travelMs,
    lengthM,
    segmentLengthM,
    stoppedMs,
    positions,
    containers,
    arrayMap(cause -> martCause(cause), truck_traversals.causes) AS causes,
    causeCount
FROM truck_traversals FINAL
COMMENT 'One truck\'s way over one road segment.';
