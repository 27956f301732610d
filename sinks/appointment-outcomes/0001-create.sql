-- Derived from the schema of appointment.outcomes by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS appointment_outcomes
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the slot; without one the arrival, UTC.' CODEC(Delta, ZSTD(1)),
    appointment String COMMENT 'Appointment number; of a truck without one: walk-in: and the visit.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment number; null for a truck without one.',
    outcome String COMMENT 'What became of it. OPEN past noShowAt is a no-show; UNTIMED: a gate saw the truck only on its way out.' CODEC(ZSTD(1)),
    rule Nullable(String) COMMENT 'Why, where the outcome alone does not tell.',
    confirmed Bool COMMENT 'Whether a slot was confirmed, before the arrival where there is one.',
    versions Int32 COMMENT 'How many statements there are of the appointment.',
    judgedVersion Nullable(Int32) COMMENT 'Version of the slot that counts: the last one confirmed before the arrival.',
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    moveType Nullable(String) COMMENT 'What the truck comes for.',
    container Nullable(String) COMMENT 'Container number.',
    plate Nullable(String) COMMENT 'Plate key.',
    haulier Nullable(String) COMMENT 'Haulier.',
    slotStart Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the slot that counts.' CODEC(Delta, ZSTD(1)),
    slotEnd Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the slot that counts.' CODEC(Delta, ZSTD(1)),
    noShowAt Nullable(DateTime64(3, 'UTC')) COMMENT 'From when on a truck that has not come is a no-show.' CODEC(Delta, ZSTD(1)),
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the queue, else gate-in.' CODEC(Delta, ZSTD(1)),
    arrivalBasis Nullable(String) COMMENT 'What the arrival rests on.',
    offsetMs Nullable(Int64) COMMENT 'Arrival less the nearest edge of the slot, milliseconds, signed; 0 inside.',
    cancelledAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the cancellation that counts was stated.' CODEC(Delta, ZSTD(1)),
    visit Nullable(String) COMMENT 'Row of truck.visits.',
    arrivals Int32 COMMENT 'How many visits came on the appointment; the first counts.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (appointment, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'How an appointment was kept, or a visit without one.';

CREATE TABLE IF NOT EXISTS appointment_outcomes_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the slot; without one the arrival, UTC.' CODEC(Delta, ZSTD(1)),
    appointment String COMMENT 'Appointment number; of a truck without one: walk-in: and the visit.' CODEC(ZSTD(1)),
    appointmentId Nullable(String) COMMENT 'Appointment number; null for a truck without one.',
    outcome String COMMENT 'What became of it. OPEN past noShowAt is a no-show; UNTIMED: a gate saw the truck only on its way out.' CODEC(ZSTD(1)),
    rule Nullable(String) COMMENT 'Why, where the outcome alone does not tell.',
    confirmed Bool COMMENT 'Whether a slot was confirmed, before the arrival where there is one.',
    versions Int32 COMMENT 'How many statements there are of the appointment.',
    judgedVersion Nullable(Int32) COMMENT 'Version of the slot that counts: the last one confirmed before the arrival.',
    facility Nullable(String) COMMENT 'Terminal.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    moveType Nullable(String) COMMENT 'What the truck comes for.',
    container Nullable(String) COMMENT 'Container number.',
    plate Nullable(String) COMMENT 'Plate key.',
    haulier Nullable(String) COMMENT 'Haulier.',
    slotStart Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the slot that counts.' CODEC(Delta, ZSTD(1)),
    slotEnd Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the slot that counts.' CODEC(Delta, ZSTD(1)),
    noShowAt Nullable(DateTime64(3, 'UTC')) COMMENT 'From when on a truck that has not come is a no-show.' CODEC(Delta, ZSTD(1)),
    arrivedAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the queue, else gate-in.' CODEC(Delta, ZSTD(1)),
    arrivalBasis Nullable(String) COMMENT 'What the arrival rests on.',
    offsetMs Nullable(Int64) COMMENT 'Arrival less the nearest edge of the slot, milliseconds, signed; 0 inside.',
    cancelledAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the cancellation that counts was stated.' CODEC(Delta, ZSTD(1)),
    visit Nullable(String) COMMENT 'Row of truck.visits.',
    arrivals Int32 COMMENT 'How many visits came on the appointment; the first counts.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (appointment, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of appointment_outcomes, kept for 90 days.';

CREATE OR REPLACE VIEW mart_appointment_outcomes AS
SELECT
    pseudonym(appointment_outcomes.id) AS id,
    eventTime,
    pseudonym(appointment_outcomes.appointment) AS appointment,
    appointmentId,
    outcome,
    rule,
    confirmed,
    versions,
    judgedVersion,
    facility,
    facilityGroup,
    moveType,
    container,
    pseudonymOrNull(appointment_outcomes.plate) AS plate,
    haulier,
    slotStart,
    slotEnd,
    noShowAt,
    arrivedAt,
    arrivalBasis,
    offsetMs,
    cancelledAt,
    pseudonymOrNull(appointment_outcomes.visit) AS visit,
    arrivals,
    arrayMap(cause -> martCause(cause), appointment_outcomes.causes) AS causes,
    causeCount
FROM appointment_outcomes FINAL
COMMENT 'How an appointment was kept, or a visit without one.';
