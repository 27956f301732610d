-- Derived from the schema of traffic.incidents by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS traffic_incidents
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the fact, unique in its topic: same id, same fact.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the fact is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated, UTC.' CODEC(Delta, ZSTD(1)),
    source String COMMENT 'Who stated it: the feed as configured.' CODEC(ZSTD(1)),
    recordedAt DateTime64(3, 'UTC') COMMENT 'When the source wrote the statement.' CODEC(Delta, ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When Landbridge took it in; never part of the content.' CODEC(Delta, ZSTD(1)),
    timeText Nullable(String) COMMENT 'Event time as received; null where it came as epoch milliseconds.',
    tzSource String COMMENT 'Where the time zone of the event time came from.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    incidentId String COMMENT 'Incident number.' CODEC(ZSTD(1)),
    segment String COMMENT 'Directed road segment.' CODEC(ZSTD(1)),
    kind String COMMENT 'What it is.' CODEC(ZSTD(1)),
    validFrom DateTime64(3, 'UTC') COMMENT 'From when it holds.' CODEC(Delta, ZSTD(1)),
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds; null while open.' CODEC(Delta, ZSTD(1)),
    description Nullable(String) COMMENT 'Text as received.',
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (segment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Closures, works, accidents and floods with their validity.';

CREATE OR REPLACE VIEW mart_traffic_incidents AS
SELECT
    id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    incidentId,
    segment,
    kind,
    validFrom,
    validUntil,
    martText(traffic_incidents.description) AS description,
    flags
FROM traffic_incidents FINAL
COMMENT 'Closures, works, accidents and floods with their validity.';
