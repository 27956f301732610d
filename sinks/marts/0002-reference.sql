-- What the joins know about the world, as rows; loaded whole from the reference folder when it changes.
CREATE TABLE IF NOT EXISTS ref_facilities
(
    id String COMMENT 'Facility id.',
    name String COMMENT 'Name.',
    kind LowCardinality(String) COMMENT 'TERMINAL or DEPOT.',
    facilityGroup LowCardinality(String) COMMENT 'Roll-up group for reports.',
    port LowCardinality(String) COMMENT 'Port.',
    zone LowCardinality(String) COMMENT 'IANA time zone.',
    validFrom Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid from; null is open.',
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid until; null is open.',
    successor Nullable(String) COMMENT 'Facility that took over.',
    codes Array(String) COMMENT 'Codes under which feeds name it.',
    lon Float64 COMMENT 'Longitude, WGS-84 degrees.',
    lat Float64 COMMENT 'Latitude, WGS-84 degrees.',
    geofence String COMMENT 'Ground behind the gate, as WKT.',
    queueGeofence Nullable(String) COMMENT 'Where trucks queue, as WKT.'
)
ENGINE = MergeTree ORDER BY id
COMMENT 'Terminals and depots.';

CREATE TABLE IF NOT EXISTS ref_plants
(
    id String COMMENT 'Plant id.',
    name String COMMENT 'Name.',
    cluster LowCardinality(String) COMMENT 'Industrial cluster.',
    zone LowCardinality(String) COMMENT 'IANA time zone.',
    codes Array(String) COMMENT 'Codes under which feeds name it.',
    lon Float64 COMMENT 'Longitude, WGS-84 degrees.',
    lat Float64 COMMENT 'Latitude, WGS-84 degrees.',
    geofence String COMMENT 'Ground of the plant, as WKT.'
)
ENGINE = MergeTree ORDER BY id
COMMENT 'Plants of the clusters.';

CREATE TABLE IF NOT EXISTS ref_vehicles
(
    plate String COMMENT 'Plate key: plate, hyphen, JT/T colour number.',
    terminalId Nullable(String) COMMENT 'Positioning terminal aboard.',
    fuel LowCardinality(String) COMMENT 'DIESEL, LNG or ELECTRIC.',
    validFrom Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid from; null is open.',
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid until; null is open.'
)
ENGINE = MergeTree ORDER BY plate
COMMENT 'Known trucks and their positioning terminals.';

CREATE TABLE IF NOT EXISTS ref_segments
(
    id String COMMENT 'Directed road segment.',
    road LowCardinality(String) COMMENT 'Road.',
    class LowCardinality(String) COMMENT 'EXPRESSWAY, ARTERIAL or SECONDARY.',
    lengthM Float64 COMMENT 'Length, metres.',
    limitKmh Float64 COMMENT 'Speed limit, km/h.',
    freeFlowKmh Float64 COMMENT 'Speed without traffic, km/h.',
    fromNode String COMMENT 'Junction where it begins.',
    toNode String COMMENT 'Junction where it ends.',
    geometry String COMMENT 'Line, as WKT.'
)
ENGINE = MergeTree ORDER BY id
COMMENT 'Directed road segments with their geometry.';

CREATE TABLE IF NOT EXISTS ref_emission_factors
(
    factorSet String COMMENT 'Name and version of the set.',
    basis LowCardinality(String) COMMENT 'WTW: well to wheel; TTW: tank to wheel. The two are never summed.',
    method LowCardinality(String) COMMENT 'DEFAULT, MODELLED or PRIMARY, in the words of ISO 14083.',
    fuel LowCardinality(String) COMMENT 'DIESEL, LNG or ELECTRIC.',
    unit LowCardinality(String) COMMENT 'Unit of the fuel.',
    ladenPer100Km Float64 COMMENT 'Consumption with a laden box.',
    emptyPer100Km Float64 COMMENT 'Consumption with empty boxes only.',
    bobtailPer100Km Float64 COMMENT 'Consumption of the tractor alone.',
    idlePerHour Float64 COMMENT 'Consumption of an hour of idling.',
    kgCo2ePerUnit Float64 COMMENT 'kg CO2 equivalents per unit of fuel.',
    validFrom Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid from; null is open.',
    validUntil Nullable(DateTime64(3, 'UTC')) COMMENT 'Valid until; null is open.',
    source String COMMENT 'Where the figures come from.'
)
ENGINE = MergeTree ORDER BY fuel
COMMENT 'What a unit of fuel and a distance cause.';

CREATE TABLE IF NOT EXISTS ref_stages
(
    stage LowCardinality(String) COMMENT 'YARD, ROAD, DOCK, STUFFING or QUEUE.',
    facility Nullable(String) COMMENT 'Terminal it holds for; null is all.',
    cluster Nullable(String) COMMENT 'Cluster it holds for; null is all.',
    fromHour Nullable(UInt8) COMMENT 'First hour of the local day; null is all.',
    toHour Nullable(UInt8) COMMENT 'Hour of the local day before which it holds; null is all.',
    p50Ms Int64 COMMENT 'Median, milliseconds.',
    p90Ms Int64 COMMENT 'Ninetieth percentile, milliseconds.'
)
ENGINE = MergeTree ORDER BY stage
COMMENT 'How long the stages of a box''s way take: what supply risks expect.';

CREATE TABLE IF NOT EXISTS ops.reference_load
(
    hash String,
    name String,
    loadedAt DateTime64(3, 'UTC')
)
ENGINE = MergeTree ORDER BY loadedAt
SETTINGS non_replicated_deduplication_window = 100;

CREATE OR REPLACE VIEW mart_ref_facilities AS SELECT * FROM ref_facilities COMMENT 'Terminals and depots.';

CREATE OR REPLACE VIEW mart_ref_plants AS SELECT * FROM ref_plants COMMENT 'Plants of the clusters.';

CREATE OR REPLACE VIEW mart_ref_vehicles AS
SELECT
    pseudonym(ref_vehicles.plate) AS plate,
    pseudonymOrNull(ref_vehicles.terminalId) AS terminalId,
    fuel,
    validFrom,
    validUntil
FROM ref_vehicles
COMMENT 'Known trucks, under their pseudonyms.';

CREATE OR REPLACE VIEW mart_ref_segments AS SELECT * FROM ref_segments COMMENT 'Directed road segments with their geometry.';

CREATE OR REPLACE VIEW mart_ref_emission_factors AS SELECT * FROM ref_emission_factors COMMENT 'What a unit of fuel and a distance cause.';

CREATE OR REPLACE VIEW mart_ref_stages AS SELECT * FROM ref_stages COMMENT 'How long the stages of a box''s way take: what supply risks expect.';
