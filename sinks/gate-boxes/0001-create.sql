-- Derived from the schema of gate.boxes by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS gate_boxes
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the gate let the truck pass, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number: upper case, no spaces or hyphens.' CODEC(ZSTD(1)),
    containerText String COMMENT 'Container number as received.' CODEC(ZSTD(1)),
    idQuality String COMMENT 'Outcome of the ISO 6346 check.' CODEC(ZSTD(1)),
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeTypeText Nullable(String) COMMENT 'Size and type code as received.',
    sizeType Nullable(String) COMMENT 'ISO 6346:1995 size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents; null where the size is unknown, never a guess.',
    booking Nullable(String) COMMENT 'Booking reference.',
    seals Array(String) COMMENT 'Seal numbers.' CODEC(ZSTD(1)),
    direction String COMMENT 'Into or out of the terminal.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    facilityText Nullable(String) COMMENT 'Facility code as received.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the facility, such as Chuanshan.',
    plate Nullable(String) COMMENT 'Plate key.',
    transactionId Nullable(String) COMMENT 'Transaction number at the gate.',
    appointmentId Nullable(String) COMMENT 'Appointment.',
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    trouble Bool COMMENT 'Sent to the trouble desk.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One box at one gate passage.';

CREATE TABLE IF NOT EXISTS gate_boxes_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the gate let the truck pass, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number: upper case, no spaces or hyphens.' CODEC(ZSTD(1)),
    containerText String COMMENT 'Container number as received.' CODEC(ZSTD(1)),
    idQuality String COMMENT 'Outcome of the ISO 6346 check.' CODEC(ZSTD(1)),
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeTypeText Nullable(String) COMMENT 'Size and type code as received.',
    sizeType Nullable(String) COMMENT 'ISO 6346:1995 size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents; null where the size is unknown, never a guess.',
    booking Nullable(String) COMMENT 'Booking reference.',
    seals Array(String) COMMENT 'Seal numbers.' CODEC(ZSTD(1)),
    direction String COMMENT 'Into or out of the terminal.' CODEC(ZSTD(1)),
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    facilityText Nullable(String) COMMENT 'Facility code as received.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the facility, such as Chuanshan.',
    plate Nullable(String) COMMENT 'Plate key.',
    transactionId Nullable(String) COMMENT 'Transaction number at the gate.',
    appointmentId Nullable(String) COMMENT 'Appointment.',
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    trouble Bool COMMENT 'Sent to the trouble desk.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of gate_boxes, kept for 90 days.';

CREATE OR REPLACE VIEW mart_gate_boxes AS
SELECT
    pseudonym(gate_boxes.id) AS id,
    eventTime,
    container,
    containerText,
    idQuality,
    emptyIndicator,
    sizeTypeText,
    sizeType,
    teu,
    booking,
    seals,
    direction,
    facility,
    facilityText,
    facilityGroup,
    pseudonymOrNull(gate_boxes.plate) AS plate,
    transactionId,
    appointmentId,
    precision,
    trouble,
    arrayMap(cause -> martCause(cause), gate_boxes.causes) AS causes,
    causeCount
FROM gate_boxes FINAL
COMMENT 'One box at one gate passage.';
