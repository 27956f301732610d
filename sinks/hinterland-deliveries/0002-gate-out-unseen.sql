-- A delivery whose gate-out nobody saw has none. A view keeps the types it was made with: it is made anew.
ALTER TABLE hinterland_deliveries
    MODIFY COLUMN gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where nobody saw it.' CODEC(Delta, ZSTD(1)),
    COMMENT COLUMN eventTime 'Gate-out, else stripped, UTC.';

ALTER TABLE hinterland_deliveries_revisions
    MODIFY COLUMN gateOutAt Nullable(DateTime64(3, 'UTC')) COMMENT 'Gate-out full; null where nobody saw it.' CODEC(Delta, ZSTD(1)),
    COMMENT COLUMN eventTime 'Gate-out, else stripped, UTC.';

CREATE OR REPLACE VIEW mart_hinterland_deliveries AS
SELECT
    pseudonym(hinterland_deliveries.id) AS id,
    eventTime,
    container,
    facility,
    facilityGroup,
    plant,
    cluster,
    orderId,
    gateOutAt,
    arrivedAt,
    strippedAt,
    latencyMs,
    yardMs,
    roadMs,
    dockMs,
    quality,
    qualityRule,
    pseudonymOrNull(hinterland_deliveries.trip) AS trip,
    pseudonymOrNull(hinterland_deliveries.plate) AS plate,
    distanceM,
    trafficDelayMs,
    queueMs,
    stopMs,
    residualMs,
    coverageTime,
    neededBy,
    teu,
    pseudonymOrNull(hinterland_deliveries.startEventId) AS startEventId,
    pseudonymOrNull(hinterland_deliveries.endEventId) AS endEventId,
    arrayMap(cause -> martCause(cause), hinterland_deliveries.causes) AS causes,
    causeCount
FROM hinterland_deliveries FINAL
COMMENT 'An import box\'s way from the terminal gate to the plant.';
