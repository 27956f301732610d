-- Derived from the schema of container.moves by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS container_moves
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the box moved, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    move String COMMENT 'LOAD DISC GTIN GTOT STUF STRP PICK DROP and others.' CODEC(ZSTD(1)),
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    port Nullable(String) COMMENT 'Port.',
    facility Nullable(String) COMMENT 'Facility id.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    facilityType Nullable(String) COMMENT 'DCSA facility type.',
    mode Nullable(String) COMMENT 'VESSEL, RAIL, TRUCK or BARGE.',
    trade Nullable(String) COMMENT 'Which way the box is going.',
    transshipment Bool COMMENT 'Part of a transshipment.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    voyage Nullable(String) COMMENT 'Voyage.',
    booking Nullable(String) COMMENT 'Booking.',
    plate Nullable(String) COMMENT 'Plate key of the truck.',
    appointmentId Nullable(String) COMMENT 'Appointment of the truck.',
    seals Array(String) COMMENT 'Seal numbers.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the event time is.' CODEC(ZSTD(1)),
    sources Int32 COMMENT 'How many statements tell of it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row per physical move of a container, whoever stated it.';

CREATE TABLE IF NOT EXISTS container_moves_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the box moved, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    move String COMMENT 'LOAD DISC GTIN GTOT STUF STRP PICK DROP and others.' CODEC(ZSTD(1)),
    emptyIndicator Nullable(String) COMMENT 'Whether the box is empty.',
    sizeType Nullable(String) COMMENT 'ISO size and type code.',
    teu Nullable(Float64) COMMENT 'Twenty-foot equivalents.',
    port Nullable(String) COMMENT 'Port.',
    facility Nullable(String) COMMENT 'Facility id.',
    facilityGroup Nullable(String) COMMENT 'Roll-up group.',
    facilityType Nullable(String) COMMENT 'DCSA facility type.',
    mode Nullable(String) COMMENT 'VESSEL, RAIL, TRUCK or BARGE.',
    trade Nullable(String) COMMENT 'Which way the box is going.',
    transshipment Bool COMMENT 'Part of a transshipment.',
    vesselImo Nullable(String) COMMENT 'IMO number.',
    voyage Nullable(String) COMMENT 'Voyage.',
    booking Nullable(String) COMMENT 'Booking.',
    plate Nullable(String) COMMENT 'Plate key of the truck.',
    appointmentId Nullable(String) COMMENT 'Appointment of the truck.',
    seals Array(String) COMMENT 'Seal numbers.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the event time is.' CODEC(ZSTD(1)),
    sources Int32 COMMENT 'How many statements tell of it.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of container_moves, kept for 90 days.';

CREATE OR REPLACE VIEW mart_container_moves AS
SELECT
    pseudonym(container_moves.id) AS id,
    eventTime,
    container,
    move,
    emptyIndicator,
    sizeType,
    teu,
    port,
    facility,
    facilityGroup,
    facilityType,
    mode,
    trade,
    transshipment,
    vesselImo,
    voyage,
    booking,
    pseudonymOrNull(container_moves.plate) AS plate,
    appointmentId,
    seals,
    precision,
    sources,
    arrayMap(cause -> martCause(cause), container_moves.causes) AS causes,
    causeCount
FROM container_moves FINAL
COMMENT 'One row per physical move of a container, whoever stated it.';
