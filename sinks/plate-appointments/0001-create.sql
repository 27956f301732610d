-- Derived from the schema of plate.appointments by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS plate_appointments
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated, UTC.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    appointmentId String COMMENT 'Appointment number.' CODEC(ZSTD(1)),
    stands Bool COMMENT 'Whether the truck has the slot; false where it was cancelled or given to another truck.',
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    slotStart DateTime64(3, 'UTC') COMMENT 'Start of the slot.' CODEC(Delta, ZSTD(1)),
    slotEnd DateTime64(3, 'UTC') COMMENT 'End of the slot.' CODEC(Delta, ZSTD(1)),
    container Nullable(String) COMMENT 'Container number, where known yet.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (plate, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A slot that a truck was given, or no longer has.';

CREATE TABLE IF NOT EXISTS plate_appointments_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it was stated, UTC.' CODEC(Delta, ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    appointmentId String COMMENT 'Appointment number.' CODEC(ZSTD(1)),
    stands Bool COMMENT 'Whether the truck has the slot; false where it was cancelled or given to another truck.',
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    slotStart DateTime64(3, 'UTC') COMMENT 'Start of the slot.' CODEC(Delta, ZSTD(1)),
    slotEnd DateTime64(3, 'UTC') COMMENT 'End of the slot.' CODEC(Delta, ZSTD(1)),
    container Nullable(String) COMMENT 'Container number, where known yet.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (plate, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of plate_appointments, kept for 90 days.';

CREATE OR REPLACE VIEW mart_plate_appointments AS
SELECT
    pseudonym(plate_appointments.id) AS id,
    eventTime,
    pseudonym(plate_appointments.plate) AS plate,
    appointmentId,
    stands,
    facility,
    slotStart,
    slotEnd,
    container,
    arrayMap(cause -> martCause(cause), plate_appointments.causes) AS causes,
    causeCount
FROM plate_appointments FINAL
COMMENT 'A slot that a truck was given, or no longer has.';
