-- Derived from the schema of vessel.calls by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS vessel_calls
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the fact, unique in its topic: same id, same fact.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the fact is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it happened; of a plan or estimate: when it was stated, UTC.' CODEC(Delta, ZSTD(1)),
    source String COMMENT 'Who stated it: the feed as configured.' CODEC(ZSTD(1)),
    recordedAt DateTime64(3, 'UTC') COMMENT 'When the source wrote the statement.' CODEC(Delta, ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When Landbridge took it in; never part of the content.' CODEC(Delta, ZSTD(1)),
    timeText Nullable(String) COMMENT 'Event time as received; null where it came as epoch milliseconds.',
    tzSource String COMMENT 'Where the time zone of the event time came from.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    callId String COMMENT 'Call id.' CODEC(ZSTD(1)),
    milestone String COMMENT 'What is stated.' CODEC(ZSTD(1)),
    classifier String COMMENT 'ACT, PLN, EST, REQ or PRE.' CODEC(ZSTD(1)),
    expectedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'The time a plan or estimate speaks of.' CODEC(Delta, ZSTD(1)),
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    facilityText Nullable(String) COMMENT 'Facility code as received.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the facility, such as Chuanshan.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    vesselName Nullable(String) COMMENT 'Vessel name.',
    voyageIn Nullable(String) COMMENT 'Import voyage.',
    voyageOut Nullable(String) COMMENT 'Export voyage.',
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (callId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Arrival, berth, cargo closing and departure of vessels.';

CREATE OR REPLACE VIEW mart_vessel_calls AS
SELECT
    id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    callId,
    milestone,
    classifier,
    expectedAt,
    facility,
    facilityText,
    facilityGroup,
    vesselImo,
    vesselName,
    voyageIn,
    voyageOut,
    flags
FROM vessel_calls FINAL
COMMENT 'Arrival, berth, cargo closing and departure of vessels.';
