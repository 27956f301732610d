-- Derived from the schema of call.boxes by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS call_boxes
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated, or loaded, UTC.' CODEC(Delta, ZSTD(1)),
    callId String COMMENT 'Call id.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    status String COMMENT 'What is said of the box.' CODEC(ZSTD(1)),
    voyage Nullable(String) COMMENT 'Voyage.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    booking Nullable(String) COMMENT 'Booking.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (callId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A box that a vessel call is to load, loads, or no longer is to load.';

CREATE TABLE IF NOT EXISTS call_boxes_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated, or loaded, UTC.' CODEC(Delta, ZSTD(1)),
    callId String COMMENT 'Call id.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    status String COMMENT 'What is said of the box.' CODEC(ZSTD(1)),
    voyage Nullable(String) COMMENT 'Voyage.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    booking Nullable(String) COMMENT 'Booking.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (callId, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of call_boxes, kept for 90 days.';

CREATE OR REPLACE VIEW mart_call_boxes AS
SELECT
    id,
    eventTime,
    callId,
    container,
    status,
    voyage,
    vesselImo,
    facility,
    facilityGroup,
    booking,
    arrayMap(cause -> martCause(cause), call_boxes.causes) AS causes,
    causeCount
FROM call_boxes FINAL
COMMENT 'A box that a vessel call is to load, loads, or no longer is to load.';
