-- Derived from the schema of appointment.arrivals by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS appointment_arrivals
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck arrived; where that is not known, when a gate saw it first, UTC.' CODEC(Delta, ZSTD(1)),
    appointment String COMMENT 'Appointment number; of a truck without one: walk-in: and the visit.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment number; null for a truck without one.',
    linkedBy Nullable(String) COMMENT 'How the appointment is known: the gate named it, or the truck had the slot. Null without one.',
    visit String COMMENT 'Row of truck.visits.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the queue, else gate-in; null where only the gate-out was seen.' CODEC(Delta, ZSTD(1)),
    arrivalBasis Nullable(String) COMMENT 'What the arrival rests on: queue geofence, gate-in, or geofence entry for a gate-in that is missing.',
    gateAt DateTime64(3, 'UTC') COMMENT 'First gate transaction of the visit.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (appointment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A truck that came to a terminal, on an appointment or without one.';

CREATE TABLE IF NOT EXISTS appointment_arrivals_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the truck arrived; where that is not known, when a gate saw it first, UTC.' CODEC(Delta, ZSTD(1)),
    appointment String COMMENT 'Appointment number; of a truck without one: walk-in: and the visit.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment number; null for a truck without one.',
    linkedBy Nullable(String) COMMENT 'How the appointment is known: the gate named it, or the truck had the slot. Null without one.',
    visit String COMMENT 'Row of truck.visits.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the queue, else gate-in; null where only the gate-out was seen.' CODEC(Delta, ZSTD(1)),
    arrivalBasis Nullable(String) COMMENT 'What the arrival rests on: queue geofence, gate-in, or geofence entry for a gate-in that is missing.',
    gateAt DateTime64(3, 'UTC') COMMENT 'First gate transaction of the visit.' CODEC(Delta, ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (appointment, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of appointment_arrivals, kept for 90 days.';

CREATE OR REPLACE VIEW mart_appointment_arrivals AS
SELECT
    pseudonym(appointment_arrivals.id) AS id,
    eventTime,
    pseudonym(appointment_arrivals.appointment) AS appointment,
    appointmentId,
    linkedBy,
    pseudonym(appointment_arrivals.visit) AS visit,
    pseudonym(appointment_arrivals.plate) AS plate,
    facility,
    facilityGroup,
    arrivedAt,
    arrivalBasis,
    gateAt,
    arrayMap(cause -> martCause(cause), appointment_arrivals.causes) AS causes,
    causeCount
FROM appointment_arrivals FINAL
COMMENT 'A truck that came to a terminal, on an appointment or without one.';
