-- Derived from the schema of truck.trips by runtime/write-create-sql.ts.
CREATE TABLE IF NOT EXISTS truck_trips
(
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the trip; null while under way.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Facility or plant where it began.',
    destinationPlace Nullable(String) COMMENT 'Facility or plant where it ended.',
    distanceM Float64 COMMENT 'Metres driven on known segments.',
    offRoadM Float64 COMMENT 'Metres driven where no road is known, in straight lines between positions.',
    movingMs Int64 COMMENT 'Time on known segments, milliseconds.',
    stopMs Int64 COMMENT 'Time in stops, milliseconds.',
    queueMs Int64 COMMENT 'Time in gate queues, milliseconds.',
    stops Int32 COMMENT 'Number of stops.',
    traversals Int32 COMMENT 'Number of traversals.',
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    load String COMMENT 'What is aboard: a laden box, only empty ones, none that is known of.' CODEC(ZSTD(1)),
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = ReplacingMergeTree(_version, retracted)
PARTITION BY toYYYYMM(eventTime)
ORDER BY (trip, eventTime, id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One truck\'s journey between two stops.';

CREATE TABLE IF NOT EXISTS truck_trips_revisions
(
    _landedAt DateTime DEFAULT now() COMMENT 'When this version landed.' CODEC(Delta, ZSTD(1)),
    _part Int32 COMMENT 'Partition of the log.' CODEC(ZSTD(1)),
    _off Int64 COMMENT 'Offset in the log.' CODEC(Delta, ZSTD(1)),
    _version UInt64 COMMENT 'Order of the versions of an id: revision, retracted, nine bits of the digest.' CODEC(Delta, ZSTD(1)),
    id String COMMENT 'Identity of the row, unique in its topic: same id, same row.' CODEC(ZSTD(1)),
    revision UInt64 COMMENT 'Of two versions of an id the higher revision counts; 0 to 2^53 - 1.',
    retracted Bool COMMENT 'True where the row is withdrawn.',
    eventTime DateTime64(3, 'UTC') COMMENT 'Start of the trip, UTC.' CODEC(Delta, ZSTD(1)),
    trip String COMMENT 'Trip id.' CODEC(ZSTD(1)),
    plate String COMMENT 'Plate key.' CODEC(ZSTD(1)),
    startAt DateTime64(3, 'UTC') COMMENT 'Start of the trip.' CODEC(Delta, ZSTD(1)),
    endAt Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the trip; null while under way.' CODEC(Delta, ZSTD(1)),
    originPlace Nullable(String) COMMENT 'Facility or plant where it began.',
    destinationPlace Nullable(String) COMMENT 'Facility or plant where it ended.',
    distanceM Float64 COMMENT 'Metres driven on known segments.',
    offRoadM Float64 COMMENT 'Metres driven where no road is known, in straight lines between positions.',
    movingMs Int64 COMMENT 'Time on known segments, milliseconds.',
    stopMs Int64 COMMENT 'Time in stops, milliseconds.',
    queueMs Int64 COMMENT 'Time in gate queues, milliseconds.',
    stops Int32 COMMENT 'Number of stops.',
    traversals Int32 COMMENT 'Number of traversals.',
    containers Array(String) COMMENT 'Boxes aboard.' CODEC(ZSTD(1)),
    load String COMMENT 'What is aboard: a laden box, only empty ones, none that is known of.' CODEC(ZSTD(1)),
    quality String COMMENT 'Evidence of start and end.' CODEC(ZSTD(1)),
    causes Array(String) COMMENT 'The events this row comes from, as topic/id, at most 64.' CODEC(ZSTD(1)),
    causeCount Int32 COMMENT 'How many events this row comes from.'
)
ENGINE = MergeTree
ORDER BY (trip, eventTime, id, revision)
TTL _landedAt + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every published version of truck_trips, kept for 90 days.';

CREATE OR REPLACE VIEW mart_truck_trips AS
SELECT
    pseudonym(truck_trips.id) AS id,
    eventTime,
    pseudonym(truck_trips.trip) AS trip,
    pseudonym(truck_trips.plate) AS plate,
    startAt,
    endAt,
    originPlace,
    destinationPlace,
    distanceM,
    offRoadM,
    movingMs,
    stopMs,
    queueMs,
    stops,
    traversals,
    containers,
    load,
    quality,
    arrayMap(cause -> martCause(cause), truck_trips.causes) AS causes,
    causeCount
FROM truck_trips FINAL
COMMENT 'One truck\'s journey between two stops.';
