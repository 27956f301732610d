CREATE OR REPLACE VIEW mart_deliveries AS
SELECT
    delivery.id AS id,
    delivery.container AS container,
    delivery.plate AS plate,
    delivery.facility AS terminal,
    nullIf(facility.name, '') AS terminalName,
    delivery.facilityGroup AS terminalGroup,
    delivery.plant AS plant,
    nullIf(plant.name, '') AS plantName,
    delivery.cluster AS cluster,
    delivery.orderId AS orderId,
    nullIf(named.purchaseOrder, '') AS purchaseOrder,
    delivery.gateOutAt AS gateOutAt,
    delivery.arrivedAt AS arrivedAt,
    delivery.strippedAt AS strippedAt,
    delivery.neededBy AS neededBy,
    delivery.latencyMs AS latencyMs,
    delivery.yardMs AS yardMs,
    delivery.roadMs AS roadMs,
    delivery.dockMs AS dockMs,
    delivery.trafficDelayMs AS trafficDelayMs,
    delivery.queueMs AS queueMs,
    delivery.stopMs AS stopMs,
    delivery.residualMs AS residualMs,
    delivery.coverageTime AS coverageTime,
    delivery.distanceM AS distanceM,
    delivery.teu AS teu,
    delivery.quality AS quality,
    delivery.qualityRule AS qualityRule,
    delivery.trip AS trip,
    delivery.causes AS causes,
    delivery.causeCount AS causeCount
FROM mart_hinterland_deliveries AS delivery
LEFT ANY JOIN ref_facilities AS facility ON facility.id = delivery.facility
LEFT ANY JOIN ref_plants AS plant ON plant.id = delivery.plant
LEFT ANY JOIN
(
    SELECT orderId, container, ifNull(purchaseOrder, '') AS purchaseOrder FROM order_boxes FINAL
) AS named ON named.orderId = delivery.orderId AND named.container = delivery.container
COMMENT 'A box on its way from the terminal to the plant: who, where, for which order, how long each leg took and why.';
