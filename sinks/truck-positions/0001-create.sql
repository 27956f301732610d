-- Derived from the schema of truck.positions by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_positions
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the fact, unique in its topic: same id, same fact.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the fact is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'When the position was taken, UTC.' CODEC(Delta, ZSTD(1)),
    source String COMMENT 'Who stated it: the feed as configured.' CODEC(ZSTD(1)),
    recordedAt DateTime64(3, 'UTC') COMMENT 'When the source wrote the statement.' CODEC(Delta, ZSTD(1)),
    ingestedAt DateTime64(3, 'UTC') COMMENT 'When Landbridge took it in; never part of the content.' CODEC(Delta, ZSTD(1)),
    timeText Nullable(String) COMMENT 'Event time as received; null where it came as epoch milliseconds.',
    tzSource String COMMENT 'Where the time zone of the event time came from.' CODEC(ZSTD(1)),
    precision String COMMENT 'How fine the received event time is.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key, or terminal:ID where the terminal is not registered.' CODEC(ZSTD(1)),
    lat Float64 COMMENT 'Latitude, WGS-84 degrees.',
    lon Float64 COMMENT 'Longitude, WGS-84 degrees.',
    crsText String COMMENT 'Coordinate system as received: WGS84, GCJ02 or BD09.' CODEC(ZSTD(1)),
    receivedLat Nullable(Float64) COMMENT 'Latitude as received, where it was converted.',
    receivedLon Nullable(Float64) COMMENT 'Longitude as received, where it was converted.',
    speedKmh Nullable(Float64) COMMENT 'Speed over ground, km/h.',
    headingDeg Nullable(Float64) COMMENT 'Course, degrees clockwise from north.',
    fixValid Bool COMMENT 'Whether the satellite fix was valid; without one the position is kept and never matched.',
    backfilled Bool COMMENT 'Sent late out of the terminal\'s memory.',
    load Nullable(String) COMMENT 'Load state as the terminal reports it.',
    odometerKm Nullable(Float64) COMMENT 'Odometer, km.',
    flags Array(String) COMMENT 'Quality flags, sorted; empty when all is well.' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (plate, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Positions of trucks in WGS-84 with fix quality.';

CREATE OR REPLACE VIEW mart_truck_positions AS
SELECT
    pseudonym(truck_positions.id) AS id,
    eventTime,
    source,
    recordedAt,
    ingestedAt,
    timeText,
    tzSource,
    precision,
    pseudonym(truck_positions.plate) AS plate,
    lat,
    lon,
    crsText,
    receivedLat,
    receivedLon,
    speedKmh,
    headingDeg,
    fixValid,
    backfilled,
    load,
    odometerKm,
    flags
FROM truck_positions FINAL
COMMENT 'Positions of trucks in WGS-84 with fix quality.';
