-- Derived from the schema of gate.transactions by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS gate_transactions
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the fact, unique in its topic: same id, same fact.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the fact is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the gate let the truck pass, UTC.' CODEC(Delta, ZSTD(1)),
    source String COMMENT 'Who stated it: the feed as configured.' CODEC(ZSTD(1)),
    recordedAt DateTime64(3, 'UTC') COMMENT 'When the source wrote the statement.' CODEC(Delta, ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When Landbridge took it in; never part of the content.' CODEC(Delta, ZSTD(1)),
    timeText Nullable(String) COMMENT 'Event time as received; null where it came as epoch milliseconds.',
    tzSource String COMMENT 'Where the time zone of the event time came from.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    subject String COMMENT 'Record key: plate key, else appointment:ID, else gate:FACILITY:TRANSACTION.' CODEC(ZSTD(1)),
    direction String COMMENT 'Into or out of the terminal.' CODEC(ZSTD(1)),
    plate Nullable(String) COMMENT 'Plate key: plate, hyphen, JT/T colour number.',
    plateText Nullable(String) COMMENT 'Plate as received.',
    facility Nullable(String) COMMENT 'Facility id of the reference data; null where unresolved.',
    facilityText Nullable(String) COMMENT 'Facility code as received.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group of the facility, such as Chuanshan.',
    lane Nullable(String) COMMENT 'Gate lane.',
    transactionId Nullable(String) COMMENT 'Transaction number at the gate.',
    appointmentId Nullable(String) COMMENT 'Appointment the truck came on.',
    haulier Nullable(String) COMMENT 'Haulier.',
    trouble Bool COMMENT 'The truck was sent to the trouble desk.',
    boxes Array(Tuple(container String, containerText String, idQuality String, emptyIndicator Nullable(String), sizeTypeText Nullable(String), sizeType Nullable(String), teu Nullable(Float64), booking Nullable(String), seals Array(String))) COMMENT 'Boxes on the truck as it passed.' CODEC(ZSTD(1)),
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (subject, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One truck at one gate lane, in or out, with its boxes.';

CREATE OR REPLACE VIEW mart_gate_transactions AS
SELECT
    pseudonym(gate_transactions.id) AS id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    pseudonym(gate_transactions.subject) AS subject,
    direction,
    pseudonymOrNull(gate_transactions.plate) AS plate,
    facility,
    facilityText,
    facilityGroup,
    lane,
    transactionId,
    appointmentId,
    haulier,
    trouble,
    boxes,
    flags
FROM gate_transactions FINAL
COMMENT 'One truck at one gate lane, in or out, with its boxes.';
