-- Derived from the schema of order.links by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS order_links
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When both were known, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    reference String COMMENT 'What links them, as TYPE:VALUE.' CODEC(ZSTD(1)),
    plant String COMMENT 'Plant.' CODEC(ZSTD(1)),
    cluster Nullable(String) COMMENT 'Cluster.',
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    neededBy Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant needs it.' CODEC(Delta, ZSTD(1)),
    purchaseOrder Nullable(String) COMMENT 'Purchase order.',
    booking Nullable(String) COMMENT 'Booking.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (container, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'A box that an order is about because both go by one booking or purchase order.';

CREATE TABLE IF NOT EXISTS order_links_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When both were known, UTC.' CODEC(Delta, ZSTD(1)),
    container String COMMENT 'Normalised container number.' CODEC(ZSTD(1)),
    orderId String COMMENT 'Order number.' CODEC(ZSTD(1)),
    reference String COMMENT 'What links them, as TYPE:VALUE.' CODEC(ZSTD(1)),
    plant String COMMENT 'Plant.' CODEC(ZSTD(1)),
    cluster Nullable(String) COMMENT 'Cluster.',
    direction String COMMENT 'Material in or product out.' CODEC(ZSTD(1)),
    neededBy Nullable(DateTime64(3, 'UTC')) COMMENT 'When the plant needs it.' CODEC(Delta, ZSTD(1)),
    purchaseOrder Nullable(String) COMMENT 'Purchase order.',
    booking Nullable(String) COMMENT 'Booking.',
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (container, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of order_links, kept for 90 days.';

CREATE OR REPLACE VIEW mart_order_links AS
SELECT
    id,
    eventTime,
    container,
    orderId,
    reference,
    plant,
    cluster,
    direction,
    neededBy,
    purchaseOrder,
    booking,
    arrayMap(cause -> martCause(cause), order_links.causes) AS causes,
    causeCount
FROM order_links FINAL
COMMENT 'A box that an order is about because both go by one booking or purchase order.';
