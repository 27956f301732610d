-- Derived from the schema of quay.moves by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS quay_moves
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the box crossed, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    move String COMMENT 'Onto or off the vessel.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    trade Nullable(String) COMMENT 'Which way the box is going.',
    transshipment Bool COMMENT 'Part of a transshipment.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    voyage Nullable(String) COMMENT 'Voyage.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (facilityGroup, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, allow_nullable_key = 1
COMMENT 'One box over the quay.';

CREATE TABLE IF NOT EXISTS quay_moves_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the box crossed, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    move String COMMENT 'Onto or off the vessel.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    trade Nullable(String) COMMENT 'Which way the box is going.',
    transshipment Bool COMMENT 'Part of a transshipment.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    voyage Nullable(String) COMMENT 'Voyage.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (facilityGroup, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1, allow_nullable_key = 1
COMMENT 'Every published version of quay_moves, kept for 90 days.';

CREATE OR REPLACE VIEW mart_quay_moves AS
SELECT
    pseudonym(quay_moves.id) AS id,
    eventTime,
    container,
    move,
    facility,
    facilityGroup,
    emptyIndicator,
    sizeType,
    teu,
    trade,
    transshipment,
    vesselImo,
    voyage,
    arrayMap(cause -> martCause(cause), quay_moves.causes) AS causes,
    causeCount
FROM quay_moves FINAL
COMMENT 'One box over the quay.';
