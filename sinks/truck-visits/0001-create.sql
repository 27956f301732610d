-- Derived from the schema of truck.visits by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_visits
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Gate-in, UTC; without one: the gate-out.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    queueStartAt Nullable(DateTime64(3, 'UTC')) COMMENT 'First position in the queue geofence.' CODEC(Delta, ZSTD(1)),
    gateInAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in.' CODEC(Delta, ZSTD(1)),
    gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out; null while inside.' CODEC(Delta, ZSTD(1)),
    queueMs Nullable(Int64) COMMENT 'Queue start to gate-in, milliseconds.',
    turnMs Nullable(Int64) COMMENT 'Gate-in to gate-out, milliseconds.',
    visitMs Nullable(Int64) COMMENT 'Queue start to gate-out, milliseconds.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred or rejected.',
    transactions Int32 COMMENT 'Gate transactions in the visit.',
    moves Int32 COMMENT 'Boxes brought and taken.',
    dual Bool COMMENT 'Whether boxes were brought and taken in one visit.',
    gateOffsetMs Nullable(Int64) COMMENT 'Gate-in by the clock of the gate less geofence entry by the clock of the truck, milliseconds, signed; null where one is not known.',
    boxesIn Array(String) COMMENT 'Boxes brought.' CODEC(ZSTD(1)),
    boxesOut Array(String) COMMENT 'Boxes taken.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment.',
    trouble Bool COMMENT 'Sent to the trouble desk.',
    startEventId Nullable(String) COMMENT 'Id of the gate-in.',
    endEventId Nullable(String) COMMENT 'Id of the gate-out.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (plate, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One truck\'s visit to a terminal, from the queue to the gate out.';

CREATE TABLE IF NOT EXISTS truck_visits_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Gate-in, UTC; without one: the gate-out.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    queueStartAt Nullable(DateTime64(3, 'UTC')) COMMENT 'First position in the queue geofence.' CODEC(Delta, ZSTD(1)),
    gateInAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-in.' CODEC(Delta, ZSTD(1)),
    gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out; null while inside.' CODEC(Delta, ZSTD(1)),
    queueMs Nullable(Int64) COMMENT 'Queue start to gate-in, milliseconds.',
    turnMs Nullable(Int64) COMMENT 'Gate-in to gate-out, milliseconds.',
    visitMs Nullable(Int64) COMMENT 'Queue start to gate-out, milliseconds.',
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    qualityRule Nullable(String) COMMENT 'Rule that inferred or rejected.',
    transactions Int32 COMMENT 'Gate transactions in the visit.',
    moves Int32 COMMENT 'Boxes brought and taken.',
    dual Bool COMMENT 'Whether boxes were brought and taken in one visit.',
    gateOffsetMs Nullable(Int64) COMMENT 'Gate-in by the clock of the gate less geofence entry by the clock of the truck, milliseconds, signed; null where one is not known.',
    boxesIn Array(String) COMMENT 'Boxes brought.' CODEC(ZSTD(1)),
    boxesOut Array(String) COMMENT 'Boxes taken.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment.',
    trouble Bool COMMENT 'Sent to the trouble desk.',
    startEventId Nullable(String) COMMENT 'Id of the gate-in.',
    endEventId Nullable(String) COMMENT 'Id of the gate-out.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (plate, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of truck_visits, kept for 90 days.';

CREATE OR REPLACE VIEW mart_truck_visits AS
SELECT
    pseudonym(truck_visits.id) AS id,
    eventTime,
    pseudonym(truck_visits.plate) AS plate,
    facility,
    facilityGroup,
    queueStartAt,
    gateInAt,
    gateOutAt,
    queueMs,
    turnMs,
    visitMs,
    quality,
    qualityRule,
    transactions,
    moves,
    dual,
    gateOffsetMs,
    boxesIn,
    boxesOut,
    appointmentId,
    trouble,
    pseudonymOrNull(truck_visits.startEventId) AS startEventId,
    pseudonymOrNull(truck_visits.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), truck_visits.causes) AS causes,
    causeCount
FROM truck_visits FINAL
COMMENT 'One truck\'s visit to a terminal, from the queue to the gate out.';
