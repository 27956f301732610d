-- Derived from the schema of truck.appointments by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_appointments
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
    appointmentId String COMMENT 'Appointment number.' CODEC(ZSTD(1)),
    version Int32 COMMENT 'Version of the appointment, from 1.',
    status String COMMENT 'What is stated.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    facilityText Nullable(String) COMMENT 'Facility code as received.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the facility, such as Chuanshan.',
    slotStart DateTime64(3, 'UTC') COMMENT 'Start of the slot.' CODEC(Delta, ZSTD(1)),
    slotEnd DateTime64(3, 'UTC') COMMENT 'End of the slot.' CODEC(Delta, ZSTD(1)),
    moveType Nullable(String) COMMENT 'What the truck comes for.',
    container Nullable(String) COMMENT 'Container number, where known yet.',
    plate Nullable(String) COMMENT 'Plate key, where known yet.',
    haulier Nullable(String) COMMENT 'Haulier.',
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (appointmentId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Statements of the truck appointment system: requested, confirmed, moved, cancelled.';

CREATE OR REPLACE VIEW mart_truck_appointments AS
SELECT
    id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    appointmentId,
    version,
    status,
    facility,
    facilityText,
    facilityGroup,
    slotStart,
    slotEnd,
    moveType,
    container,
    pseudonymOrNull(truck_appointments.plate) AS plate,
    haulier,
    flags
FROM truck_appointments FINAL
COMMENT 'Statements of the truck appointment system: requested, confirmed, moved, cancelled.';
