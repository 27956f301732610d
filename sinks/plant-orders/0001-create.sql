-- Derived from the schema of plant.orders by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS plant_orders
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the fact, unique in its topic: same id, same fact.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the fact is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When it happened; of a need: when it was stated, UTC.' CODEC(Delta, ZSTD(1)),
    source String COMMENT 'Who stated it: the feed as configured.' CODEC(ZSTD(1)),
    recordedAt DateTime64(3, 'UTC') COMMENT 'When the source wrote the statement.' CODEC(Delta, ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When Landbridge took it in; never part of the content.' CODEC(Delta, ZSTD(1)),
    timeText Nullable(String) COMMENT 'Event time as received; null where it came as epoch milliseconds.',
    tzSource String COMMENT 'Where the time zone of the event time came from.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    milestone String COMMENT 'What is stated.' CODEC(ZSTD(1)),
    statement Nullable(String) COMMENT 'Number of the statement, where the source numbers them.',
    plant String COMMENT 'Plant id of the reference data, else as received.' CODEC(ZSTD(1)),
    cluster Nullable(String) COMMENT 'Cluster of the plant.',
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    container Nullable(String) COMMENT 'Container number, once assigned.',
    booking Nullable(String) COMMENT 'Booking reference.',
    purchaseOrder Nullable(String) COMMENT 'Purchase order.',
    neededBy Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant needs it.' CODEC(Delta, ZSTD(1)),
    cargoReadyAt Nullable(DateTime64(3, 'UTC')) COMMENT 'When the cargo is ready.' CODEC(Delta, ZSTD(1)),
    quantity Nullable(Float64) COMMENT 'Quantity in the order\'s unit.',
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (orderId, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Milestones of the clusters\' orders and what they need by when.';

CREATE OR REPLACE VIEW mart_plant_orders AS
SELECT
    id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    orderId,
    milestone,
    statement,
    plant,
    cluster,
    direction,
    container,
    booking,
    purchaseOrder,
    neededBy,
    cargoReadyAt,
    quantity,
    flags
FROM plant_orders FINAL
COMMENT 'Milestones of the clusters\' orders and what they need by when.';
