-- Derived from the schema of container.cycles by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS container_cycles
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'First move of the cycle, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    kind String COMMENT 'What the box did, as far as seen.' CODEC(ZSTD(1)),
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it began; null where its beginning was not seen.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while open.' CODEC(Delta, ZSTD(1)),
    cycleMs Nullable(Int64) COMMENT 'Length of the cycle, milliseconds.',
    startMove Nullable(String) COMMENT 'Move that began it.',
    endMove Nullable(String) COMMENT 'Move that ended it.',
    startFacility Nullable(String) COMMENT 'Facility where it began.',
    startGroup Nullable(String) COMMENT 'Roll-up group of the facility where it began.',
    endFacility Nullable(String) COMMENT 'Facility where it ended.',
    endGroup Nullable(String) COMMENT 'Roll-up group of the facility where it ended.',
    endedBy Nullable(String) COMMENT 'What cut it from the next cycle; null while open.',
    streetTurn Bool COMMENT 'The empty box went straight to an exporter: in no mean of returns.',
    booking Nullable(String) COMMENT 'First booking of the cycle.',
    bookingChanged Bool COMMENT 'Another booking was stated later: it does not cut the cycle.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred an end or rejected the cycle.',
    startEventId Nullable(String) COMMENT 'Id of the first move.',
    endEventId Nullable(String) COMMENT 'Id of the move that ended it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A use of a box, from empty gate-out or discharge to empty gate-in or loading.';

CREATE TABLE IF NOT EXISTS container_cycles_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'First move of the cycle, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    kind String COMMENT 'What the box did, as far as seen.' CODEC(ZSTD(1)),
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it began; null where its beginning was not seen.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while open.' CODEC(Delta, ZSTD(1)),
    cycleMs Nullable(Int64) COMMENT 'Length of the cycle, milliseconds.',
    startMove Nullable(String) COMMENT 'Move that began it.',
    endMove Nullable(String) COMMENT 'Move that ended it.',
    startFacility Nullable(String) COMMENT 'Facility where it began.',
    startGroup Nullable(String) COMMENT 'Roll-up group of the facility where it began.',
    endFacility Nullable(String) COMMENT 'Facility where it ended.',
    endGroup Nullable(String) COMMENT 'Roll-up group of the facility where it ended.',
    endedBy Nullable(String) COMMENT 'What cut it from the next cycle; null while open.',
    streetTurn Bool COMMENT 'The empty box went straight to an exporter: in no mean of returns.',
    booking Nullable(String) COMMENT 'First booking of the cycle.',
    bookingChanged Bool COMMENT 'Another booking was stated later: it does not cut the cycle.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred an end or rejected the cycle.',
    startEventId Nullable(String) COMMENT 'Id of the first move.',
    endEventId Nullable(String) COMMENT 'Id of the move that ended it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of container_cycles, kept for 90 days.';

CREATE OR REPLACE VIEW mart_container_cycles AS
SELECT
    pseudonym(container_cycles.id) AS id,
    eventTime,
    container,
    kind,
    startAt,
    endAt,
    cycleMs,
    startMove,
    endMove,
    startFacility,
    startGroup,
    endFacility,
    endGroup,
    endedBy,
    streetTurn,
    booking,
    bookingChanged,
    quality,
    qualityRule,
    pseudonymOrNull(container_cycles.startEventId) AS startEventId,
    pseudonymOrNull(container_cycles.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), container_cycles.causes) AS causes,
    causeCount
FROM container_cycles FINAL
COMMENT 'A use of a box, from empty gate-out or discharge to empty gate-in or loading.';
