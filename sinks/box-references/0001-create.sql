-- Derived from the schema of box.references by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS box_references
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated of the box, UTC.' CODEC(Delta, ZSTD(1)),
    reference String COMMENT 'Type and value: BKG:number of a booking, PO:number of a purchase order.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (reference, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A booking or purchase order that is stated of a box.';

CREATE TABLE IF NOT EXISTS box_references_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated of the box, UTC.' CODEC(Delta, ZSTD(1)),
    reference String COMMENT 'Type and value: BKG:number of a booking, PO:number of a purchase order.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (reference, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of box_references, kept for 90 days.';

CREATE OR REPLACE VIEW mart_box_references AS
SELECT
    id,
    eventTime,
    reference,
    container,
    arrayMap(cause -> martCause(cause), box_references.causes) AS causes,
    causeCount
FROM box_references FINAL
COMMENT 'A booking or purchase order that is stated of a box.';
