-- Derived from the schema of hinterland.deliveries by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS hinterland_deliveries
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Gate-out, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    plant Nullable(String) COMMENT 'Plant it went to.',
    cluster Nullable(String) COMMENT 'Cluster of the plant.',
    orderId Nullable(String) COMMENT 'Order it serves.',
    gateOutAt DateTime64(3, 'UTC') COMMENT 'Gate-out full.' CODEC(Delta, ZSTD(1)),
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Arrival of the box; null while under way, and where only a later move shows that it is over.' CODEC(Delta, ZSTD(1)),
    strippedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stripped.' CODEC(Delta, ZSTD(1)),
    latencyMs Nullable(Int64) COMMENT 'Gate-out to arrival, milliseconds.',
    yardMs Nullable(Int64) COMMENT 'Discharge to gate-out, milliseconds.',
    roadMs Nullable(Int64) COMMENT 'Gate-out to the consignee\'s geofence, milliseconds; null where the arrival was not seen there.',
    dockMs Nullable(Int64) COMMENT 'Arrival to stripped, milliseconds.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the end or rejected the delivery.',
    trip Nullable(String) COMMENT 'Trip it went on.',
    plate Nullable(String) COMMENT 'Plate key.',
    distanceM Nullable(Float64) COMMENT 'Metres driven.',
    trafficDelayMs Nullable(Int64) COMMENT 'Traffic-attributed delay, milliseconds.',
    queueMs Nullable(Int64) COMMENT 'Gate queue, milliseconds.',
    stopMs Nullable(Int64) COMMENT 'Stops, milliseconds.',
    residualMs Nullable(Int64) COMMENT 'Unattributed, milliseconds, signed.',
    coverageTime Nullable(Float64) COMMENT 'Share of moving time with a valid reading.',
    neededBy Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant needs it.' CODEC(Delta, ZSTD(1)),
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    startEventId Nullable(String) COMMENT 'Id of the gate-out.',
    endEventId Nullable(String) COMMENT 'Id of what proves arrival, else of the move that shows that it is over; null while open.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'An import box\'s way from the terminal gate to the plant.';

CREATE TABLE IF NOT EXISTS hinterland_deliveries_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Gate-out, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    plant Nullable(String) COMMENT 'Plant it went to.',
    cluster Nullable(String) COMMENT 'Cluster of the plant.',
    orderId Nullable(String) COMMENT 'Order it serves.',
    gateOutAt DateTime64(3, 'UTC') COMMENT 'Gate-out full.' CODEC(Delta, ZSTD(1)),
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Arrival of the box; null while under way, and where only a later move shows that it is over.' CODEC(Delta, ZSTD(1)),
    strippedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Stripped.' CODEC(Delta, ZSTD(1)),
    latencyMs Nullable(Int64) COMMENT 'Gate-out to arrival, milliseconds.',
    yardMs Nullable(Int64) COMMENT 'Discharge to gate-out, milliseconds.',
    roadMs Nullable(Int64) COMMENT 'Gate-out to the consignee\'s geofence, milliseconds; null where the arrival was not seen there.',
    dockMs Nullable(Int64) COMMENT 'Arrival to stripped, milliseconds.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred the end or rejected the delivery.',
    trip Nullable(String) COMMENT 'Trip it went on.',
    plate Nullable(String) COMMENT 'Plate key.',
    distanceM Nullable(Float64) COMMENT 'Metres driven.',
    trafficDelayMs Nullable(Int64) COMMENT 'Traffic-attributed delay, milliseconds.',
    queueMs Nullable(Int64) COMMENT 'Gate queue, milliseconds.',
    stopMs Nullable(Int64) COMMENT 'Stops, milliseconds.',
    residualMs Nullable(Int64) COMMENT 'Unattributed, milliseconds, signed.',
    coverageTime Nullable(Float64) COMMENT 'Share of moving time with a valid reading.',
    neededBy Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant needs it.' CODEC(Delta, ZSTD(1)),
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    startEventId Nullable(String) COMMENT 'Id of the gate-out.',
    endEventId Nullable(String) COMMENT 'Id of what proves arrival, else of the move that shows that it is over; null while open.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of hinterland_deliveries, kept for 90 days.';

CREATE OR REPLACE VIEW mart_hinterland_deliveries AS
SELECT
    pseudonym(hinterland_deliveries.id) AS id,
    eventTime,
    container,
    facility,
    facilityGroup,
    plant,
    cluster,
    orderId,
    gateOutAt,
    arrivedAt,
    strippedAt,
    latencyMs,
    yardMs,
    roadMs,
    dockMs,
    quality,
    qualityRule,
    pseudonymOrNull(hinterland_deliveries.trip) AS trip,
    pseudonymOrNull(hinterland_deliveries.plate) AS plate,
    distanceM,
    trafficDelayMs,
    queueMs,
    stopMs,
    residualMs,
    coverageTime,
    neededBy,
    teu,
    pseudonymOrNull(hinterland_deliveries.startEventId) AS startEventId,
    pseudonymOrNull(hinterland_deliveries.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), hinterland_deliveries.causes) AS causes,
    causeCount
FROM hinterland_deliveries FINAL
COMMENT 'An import box\'s way from the terminal gate to the plant.';
