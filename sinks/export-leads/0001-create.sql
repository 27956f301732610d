-- Derived from the schema of export.leads by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS export_leads
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the lead, UTC; of one without a start: its gate-in.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    plant Nullable(String) COMMENT 'Plant it came from.',
    cluster Nullable(String) COMMENT 'Cluster of the plant.',
    orderId Nullable(String) COMMENT 'Order it serves.',
    booking Nullable(String) COMMENT 'Booking.',
    startBy Nullable(String) COMMENT 'What tells when it was ready: stuffing, the plant, its gate, or the truck; null where nothing does.',
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stuffed, else left the plant.' CODEC(Delta, ZSTD(1)),
    gatedInAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in full; null while under way.' CODEC(Delta, ZSTD(1)),
    loadedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Loaded; null while in the terminal.' CODEC(Delta, ZSTD(1)),
    leadMs Nullable(Int64) COMMENT 'Stuffed to gate-in, milliseconds.',
    loadingMs Nullable(Int64) COMMENT 'Gate-in to loaded, milliseconds.',
    voyage Nullable(String) COMMENT 'Voyage it was loaded on.',
    trip Nullable(String) COMMENT 'Trip it went on.',
    plate Nullable(String) COMMENT 'Plate key.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the start or rejected the lead.',
    startEventId Nullable(String) COMMENT 'Id of what tells when it was ready.',
    endEventId Nullable(String) COMMENT 'Id of the gate-in.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'An export box\'s way from stuffing to the terminal gate, and onto the vessel.';

CREATE TABLE IF NOT EXISTS export_leads_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the lead, UTC; of one without a start: its gate-in.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    plant Nullable(String) COMMENT 'Plant it came from.',
    cluster Nullable(String) COMMENT 'Cluster of the plant.',
    orderId Nullable(String) COMMENT 'Order it serves.',
    booking Nullable(String) COMMENT 'Booking.',
    startBy Nullable(String) COMMENT 'What tells when it was ready: stuffing, the plant, its gate, or the truck; null where nothing does.',
    startAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stuffed, else left the plant.' CODEC(Delta, ZSTD(1)),
    gatedInAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in full; null while under way.' CODEC(Delta, ZSTD(1)),
    loadedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Loaded; null while in the terminal.' CODEC(Delta, ZSTD(1)),
    leadMs Nullable(Int64) COMMENT 'Stuffed to gate-in, milliseconds.',
    loadingMs Nullable(Int64) COMMENT 'Gate-in to loaded, milliseconds.',
    voyage Nullable(String) COMMENT 'Voyage it was loaded on.',
    trip Nullable(String) COMMENT 'Trip it went on.',
    plate Nullable(String) COMMENT 'Plate key.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the start or rejected the lead.',
    startEventId Nullable(String) COMMENT 'Id of what tells when it was ready.',
    endEventId Nullable(String) COMMENT 'Id of the gate-in.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of export_leads, kept for 90 days.';

CREATE OR REPLACE VIEW mart_export_leads AS
SELECT
    pseudonym(export_leads.id) AS id,
    eventTime,
    container,
    facility,
    facilityGroup,
    plant,
    cluster,
    orderId,
    booking,
    startBy,
    startAt,
    gatedInAt,
    loadedAt,
    leadMs,
    loadingMs,
    voyage,
    pseudonymOrNull(export_leads.trip) AS trip,
    pseudonymOrNull(export_leads.plate) AS plate,
    teu,
    quality,
    qualityRule,
    pseudonymOrNull(export_leads.startEventId) AS startEventId,
    pseudonymOrNull(export_leads.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), export_leads.causes) AS causes,
    causeCount
FROM export_leads FINAL
COMMENT 'An export box\'s way from stuffing to the terminal gate, and onto the vessel.';
