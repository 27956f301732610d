-- Derived from the schema of yard.dwells by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS yard_dwells
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the stay, UTC; of a stay without a start: its end.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    dwellClass String COMMENT 'Class of the stay.' CODEC(ZSTD(1)),
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the stay began.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while open.' CODEC(Delta, ZSTD(1)),
    dwellMs Nullable(Int64) COMMENT 'Length of the stay in this terminal, milliseconds.',
    portVisitId String COMMENT 'The stay in the port that this is part of: id of its first stay in a terminal.' CODEC(ZSTD(1)),
    portStartAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the stay in the port began; null where that was not seen.' CODEC(Delta, ZSTD(1)),
    portDwellMs Nullable(Int64) COMMENT 'Length of the whole stay in the port, milliseconds, on its last stay in a terminal.',
    transferredTo Nullable(String) COMMENT 'Terminal of the port it was taken to next, by road.',
    rolled Bool COMMENT 'A vessel that was to load it has left without it.',
    missedCalls Array(String) COMMENT 'Calls that left without it, oldest first, at most 8.' CODEC(ZSTD(1)),
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred an end or rejected the stay.',
    startMove Nullable(String) COMMENT 'Move that began it.',
    endMove Nullable(String) COMMENT 'Move that ended it.',
    startEventId Nullable(String) COMMENT 'Id of the first move.',
    endEventId Nullable(String) COMMENT 'Id of the last move.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    booking Nullable(String) COMMENT 'Booking.',
    voyageIn Nullable(String) COMMENT 'Voyage it came on.',
    voyageOut Nullable(String) COMMENT 'Voyage it left on.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A box\'s stay in a terminal, from the move that brought it to the move that took it away.';

CREATE TABLE IF NOT EXISTS yard_dwells_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the stay, UTC; of a stay without a start: its end.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    dwellClass String COMMENT 'Class of the stay.' CODEC(ZSTD(1)),
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the stay began.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while open.' CODEC(Delta, ZSTD(1)),
    dwellMs Nullable(Int64) COMMENT 'Length of the stay in this terminal, milliseconds.',
    portVisitId String COMMENT 'The stay in the port that this is part of: id of its first stay in a terminal.' CODEC(ZSTD(1)),
    portStartAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the stay in the port began; null where that was not seen.' CODEC(Delta, ZSTD(1)),
    portDwellMs Nullable(Int64) COMMENT 'Length of the whole stay in the port, milliseconds, on its last stay in a terminal.',
    transferredTo Nullable(String) COMMENT 'Terminal of the port it was taken to next, by road.',
    rolled Bool COMMENT 'A vessel that was to load it has left without it.',
    missedCalls Array(String) COMMENT 'Calls that left without it, oldest first, at most 8.' CODEC(ZSTD(1)),
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred an end or rejected the stay.',
    startMove Nullable(String) COMMENT 'Move that began it.',
    endMove Nullable(String) COMMENT 'Move that ended it.',
    startEventId Nullable(String) COMMENT 'Id of the first move.',
    endEventId Nullable(String) COMMENT 'Id of the last move.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    booking Nullable(String) COMMENT 'Booking.',
    voyageIn Nullable(String) COMMENT 'Voyage it came on.',
    voyageOut Nullable(String) COMMENT 'Voyage it left on.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of yard_dwells, kept for 90 days.';

CREATE OR REPLACE VIEW mart_yard_dwells AS
SELECT
    pseudonym(yard_dwells.id) AS id,
    eventTime,
    container,
    facility,
    facilityGroup,
    dwellClass,
    startAt,
    endAt,
    dwellMs,
    pseudonym(yard_dwells.portVisitId) AS portVisitId,
    portStartAt,
    portDwellMs,
    transferredTo,
    rolled,
    missedCalls,
    quality,
    qualityRule,
    startMove,
    endMove,
    pseudonymOrNull(yard_dwells.startEventId) AS startEventId,
    pseudonymOrNull(yard_dwells.endEventId) AS endEventId,
    sizeType,
    teu,
    booking,
    voyageIn,
    voyageOut,
    arrayMap(cause -> martCause(cause), yard_dwells.causes) AS causes,
    causeCount
FROM yard_dwells FINAL
COMMENT 'A box\'s stay in a terminal, from the move that brought it to the move that took it away.';
