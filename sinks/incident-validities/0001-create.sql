-- Derived from the schema of incident.validities by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS incident_validities
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Six hours before it holds, as long as a traversal may last, so that each traversal it may touch comes later, UTC.' CODEC(Delta, ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    incidentId String COMMENT 'Incident number.' CODEC(ZSTD(1)),
    kind String COMMENT 'What it is.' CODEC(ZSTD(1)),
    statedAt DateTime64(3, 'UTC') COMMENT 'When it was stated; the latest statement of an incident counts.' CODEC(Delta, ZSTD(1)),
    validFrom DateTime64(3, 'UTC') COMMENT 'From when it holds; what was made known more than a day later holds from a day before.' CODEC(Delta, ZSTD(1)),
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds; null while open.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (segment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'From when until when an incident holds on a segment, as one statement has it.';

CREATE TABLE IF NOT EXISTS incident_validities_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Six hours before it holds, as long as a traversal may last, so that each traversal it may touch comes later, UTC.' CODEC(Delta, ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    incidentId String COMMENT 'Incident number.' CODEC(ZSTD(1)),
    kind String COMMENT 'What it is.' CODEC(ZSTD(1)),
    statedAt DateTime64(3, 'UTC') COMMENT 'When it was stated; the latest statement of an incident counts.' CODEC(Delta, ZSTD(1)),
    validFrom DateTime64(3, 'UTC') COMMENT 'From when it holds; what was made known more than a day later holds from a day before.' CODEC(Delta, ZSTD(1)),
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds; null while open.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (segment, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of incident_validities, kept for 90 days.';

CREATE OR REPLACE VIEW mart_incident_validities AS
SELECT
    id,
    eventTime,
    segment,
    incidentId,
    kind,
    statedAt,
    validFrom,
    validUntil,
    arrayMap(cause -> martCause(cause), incident_validities.causes) AS causes,
    causeCount
FROM incident_validities FINAL
COMMENT 'From when until when an incident holds on a segment, as one statement has it.';
