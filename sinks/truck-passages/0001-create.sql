-- Derived from the schema of truck.passages by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_passages
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered, UTC.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    place String COMMENT 'Facility or plant.' CODEC(ZSTD(1)),
    placeKind String COMMENT 'What the geofence stands for.' CODEC(ZSTD(1)),
    leftAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the truck left; null while inside.' CODEC(Delta, ZSTD(1)),
    entrySeen Bool COMMENT 'Whether an earlier position shows the entry; without one the truck was first heard of inside.',
    containers Array(String) COMMENT 'Boxes aboard at entry.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (plate, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A truck\'s stay inside a geofence.';

CREATE TABLE IF NOT EXISTS truck_passages_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered, UTC.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    place String COMMENT 'Facility or plant.' CODEC(ZSTD(1)),
    placeKind String COMMENT 'What the geofence stands for.' CODEC(ZSTD(1)),
    leftAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the truck left; null while inside.' CODEC(Delta, ZSTD(1)),
    entrySeen Bool COMMENT 'Whether an earlier position shows the entry; without one the truck was first heard of inside.',
    containers Array(String) COMMENT 'Boxes aboard at entry.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (plate, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of truck_passages, kept for 90 days.';

CREATE OR REPLACE VIEW mart_truck_passages AS
SELECT
    pseudonym(truck_passages.id) AS id,
    eventTime,
    pseudonym(truck_passages.plate) AS plate,
    place,
    placeKind,
    leftAt,
    entrySeen,
    containers,
    arrayMap(cause -> martCause(cause), truck_passages.causes) AS causes,
    causeCount
FROM truck_passages FINAL
COMMENT 'A truck\'s stay inside a geofence.';
