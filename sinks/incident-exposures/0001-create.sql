-- Derived from the schema of incident.exposures by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS incident_exposures
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    incidentId String COMMENT 'Incident number.' CODEC(ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    kind String COMMENT 'What it is.' CODEC(ZSTD(1)),
    validFrom DateTime64(3, 'UTC') COMMENT 'From when it holds.' CODEC(Delta, ZSTD(1)),
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds; null while open.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres driven.',
    exposedMs Int64 COMMENT 'Time on the segment while the incident held, milliseconds.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (incidentId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A truck that drove where an incident was.';

CREATE TABLE IF NOT EXISTS incident_exposures_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck entered the segment, UTC.' CODEC(Delta, ZSTD(1)),
    incidentId String COMMENT 'Incident number.' CODEC(ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    kind String COMMENT 'What it is.' CODEC(ZSTD(1)),
    validFrom DateTime64(3, 'UTC') COMMENT 'From when it holds.' CODEC(Delta, ZSTD(1)),
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds; null while open.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    leftAt DateTime64(3, 'UTC') COMMENT 'When the truck left the segment.' CODEC(Delta, ZSTD(1)),
    travelMs Int64 COMMENT 'Time on the segment, milliseconds.',
    lengthM Float64 COMMENT 'Metres driven.',
    exposedMs Int64 COMMENT 'Time on the segment while the incident held, milliseconds.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (incidentId, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of incident_exposures, kept for 90 days.';

CREATE OR REPLACE VIEW mart_incident_exposures AS
SELECT
    pseudonym(incident_exposures.id) AS id,
    eventTime,
    incidentId,
    segment,
    kind,
    validFrom,
    validUntil,
    pseudonym(incident_exposures.trip) AS trip,
    pseudonym(incident_exposures.plate) AS plate,
    containers,
    leftAt,
    travelMs,
    lengthM,
    exposedMs,
    arrayMap(cause -> martCause(cause), incident_exposures.causes) AS causes,
    causeCount
FROM incident_exposures FINAL
COMMENT 'A truck that drove where an incident was.';
