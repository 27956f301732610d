-- Derived from the schema of box.progress by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS box_progress
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it came so far, or when that was stated, UTC.' CODEC(Delta, ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    stage String COMMENT 'Where the box is on its way; RELEASED: it serves the order no more.' CODEC(ZSTD(1)),
    stageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of the last actual event.' CODEC(Delta, ZSTD(1)),
    stageEventId Nullable(String) COMMENT 'Id of the last actual event.',
    facility Nullable(String) COMMENT 'Terminal, as far as known.',
    etaStage Nullable(String) COMMENT 'Up to which stage the carrier has stated an estimate.',
    etaAt Nullable(DateTime64(3, 'UTC')) COMMENT 'The estimate for that stage.' CODEC(Delta, ZSTD(1)),
    callId Nullable(String) COMMENT 'Call it is to be loaded on.',
    cargoClosingAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the terminal closes the cargo of that call.' CODEC(Delta, ZSTD(1)),
    rolled Bool COMMENT 'A planned vessel has left without it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (orderId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'How far a box has come that an order is about.';

CREATE TABLE IF NOT EXISTS box_progress_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it came so far, or when that was stated, UTC.' CODEC(Delta, ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    stage String COMMENT 'Where the box is on its way; RELEASED: it serves the order no more.' CODEC(ZSTD(1)),
    stageAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of the last actual event.' CODEC(Delta, ZSTD(1)),
    stageEventId Nullable(String) COMMENT 'Id of the last actual event.',
    facility Nullable(String) COMMENT 'Terminal, as far as known.',
    etaStage Nullable(String) COMMENT 'Up to which stage the carrier has stated an estimate.',
    etaAt Nullable(DateTime64(3, 'UTC')) COMMENT 'The estimate for that stage.' CODEC(Delta, ZSTD(1)),
    callId Nullable(String) COMMENT 'Call it is to be loaded on.',
    cargoClosingAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the terminal closes the cargo of that call.' CODEC(Delta, ZSTD(1)),
    rolled Bool COMMENT 'A planned vessel has left without it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (orderId, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of box_progress, kept for 90 days.';

CREATE OR REPLACE VIEW mart_box_progress AS
SELECT
    pseudonym(box_progress.id) AS id,
    eventTime,
    orderId,
    container,
    direction,
    stage,
    stageAt,
    pseudonymOrNull(box_progress.stageEventId) AS stageEventId,
    facility,
    etaStage,
    etaAt,
    callId,
    cargoClosingAt,
    rolled,
    arrayMap(cause -> martCause(cause), box_progress.causes) AS causes,
    causeCount
FROM box_progress FINAL
COMMENT 'How far a box has come that an order is about.';
