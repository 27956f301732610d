-- Derived from the schema of empty.returns by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS empty_returns
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Laden gate-out, UTC; where it was not seen: stripped, else back.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal it left.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the terminal.',
    depot Nullable(String) COMMENT 'Depot or terminal it came back to.',
    depotGroup Nullable(String) COMMENT 'Roll-up group of the depot.',
    expectedDepot Nullable(String) COMMENT 'Where it was to be returned to, where that was stated.',
    wrongDepot Bool COMMENT 'It came back to another place than stated: the return counts all the same.',
    outcome Nullable(String) COMMENT 'How it ended; null while open.',
    gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where it was not seen.' CODEC(Delta, ZSTD(1)),
    strippedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stripped.' CODEC(Delta, ZSTD(1)),
    returnedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in empty; null while open, and where it was not seen.' CODEC(Delta, ZSTD(1)),
    returnMs Nullable(Int64) COMMENT 'Gate-out full to gate-in empty, milliseconds.',
    emptyMs Nullable(Int64) COMMENT 'Stripped to gate-in empty, milliseconds.',
    streetTurn Bool COMMENT 'The empty box went straight to an exporter: counted, and in no mean.',
    booking Nullable(String) COMMENT 'Booking.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the end or rejected the return.',
    startEventId Nullable(String) COMMENT 'Id of the gate-out.',
    endEventId Nullable(String) COMMENT 'Id of the move that ended it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'An import box from its laden gate-out until it is back empty, or used again without being back.';

CREATE TABLE IF NOT EXISTS empty_returns_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Laden gate-out, UTC; where it was not seen: stripped, else back.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal it left.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the terminal.',
    depot Nullable(String) COMMENT 'Depot or terminal it came back to.',
    depotGroup Nullable(String) COMMENT 'Roll-up group of the depot.',
    expectedDepot Nullable(String) COMMENT 'Where it was to be returned to, where that was stated.',
    wrongDepot Bool COMMENT 'It came back to another place than stated: the return counts all the same.',
    outcome Nullable(String) COMMENT 'How it ended; null while open.',
    gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where it was not seen.' CODEC(Delta, ZSTD(1)),
    strippedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stripped.' CODEC(Delta, ZSTD(1)),
    returnedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in empty; null while open, and where it was not seen.' CODEC(Delta, ZSTD(1)),
    returnMs Nullable(Int64) COMMENT 'Gate-out full to gate-in empty, milliseconds.',
    emptyMs Nullable(Int64) COMMENT 'Stripped to gate-in empty, milliseconds.',
    streetTurn Bool COMMENT 'The empty box went straight to an exporter: counted, and in no mean.',
    booking Nullable(String) COMMENT 'Booking.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the end or rejected the return.',
    startEventId Nullable(String) COMMENT 'Id of the gate-out.',
    endEventId Nullable(String) COMMENT 'Id of the move that ended it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of empty_returns, kept for 90 days.';

CREATE OR REPLACE VIEW mart_empty_returns AS
SELECT
    pseudonym(empty_returns.id) AS id,
    eventTime,
    container,
    facility,
    facilityGroup,
    depot,
    depotGroup,
    expectedDepot,
    wrongDepot,
    outcome,
    gateOutAt,
    strippedAt,
    returnedAt,
    returnMs,
    emptyMs,
    streetTurn,
    booking,
    teu,
    quality,
    qualityRule,
    pseudonymOrNull(empty_returns.startEventId) AS startEventId,
    pseudonymOrNull(empty_returns.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), empty_returns.causes) AS causes,
    causeCount
FROM empty_returns FINAL
COMMENT 'An import box from its laden gate-out until it is back empty, or used again without being back.';
