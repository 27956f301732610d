import { containerEvents, gateTransactions, truckPositions } from '@landbridge/schemas';
import { dayAndHour, millis, type Report, weekAndQuarter } from './report.ts';

/** Cargo of a laden box where no weight is known: default. */
const TONNES_A_TEU = 10;
const METRES = 1000;

const ended = { ...dayAndHour('endMs'), ...weekAndQuarter('endMs') };

export const co2e: Report = {
  name: 'co2e',
  about: 'Greenhouse gases of truck trips by cluster: per trip, per TEU and per tonne-kilometre.',
  notes: [
    'kg CO2 equivalents on the basis that is named: WTW is well to wheel; bases are never summed. Free flow: what the distance causes. Delay: what traffic and gate queues add.',
    `Per t-km: of laden trips with boxes of known size, ${TONNES_A_TEU} t of cargo a TEU (assumed: no weights are known), on the way driven. Empty and bobtail trips count in the totals.`,
  ],
  facts: [truckPositions, gateTransactions, containerEvents],
  dimensions: [
    { name: 'basis', sql: 'basis' },
    { name: 'method', sql: 'method' },
    { name: 'factorSet', sql: 'factorSet' },
    { name: 'cluster', sql: 'cluster' },
    { name: 'terminal', sql: 'terminal' },
    { name: 'load', sql: 'load' },
    { name: 'fuel', sql: 'fuel' },
    { name: 'week', sql: ended.week },
    { name: 'day', sql: ended.day },
  ],
  defaultBy: ['cluster', 'method'],
  apart: ['basis'],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT driven.*, if(outward.id IS NULL, inward.cluster, outward.cluster) AS cluster,
      if(begun.id IS NULL, reached.id, begun.id) AS terminal, sized.teu AS teu
    FROM (
      SELECT *, ${millis('endAt')} AS endMs FROM mart_trip_emissions
      WHERE endMs >= ${fromMs} AND endMs < ${toMs} AND endMs <= ${asOfMs}
    ) AS driven
    LEFT ANY JOIN (
      SELECT aboard.trip AS trip, if(countIf(known.teu IS NULL) > 0, NULL, sum(known.teu)) AS teu
      FROM (SELECT trip, arrayJoin(containers) AS container FROM mart_trip_emissions) AS aboard
      LEFT ANY JOIN (SELECT container, argMax(teu, (eventTime, id)) AS teu FROM mart_container_moves WHERE teu IS NOT NULL GROUP BY container) AS known
        ON known.container = aboard.container
      GROUP BY trip
    ) AS sized ON sized.trip = driven.trip
    LEFT ANY JOIN ref_plants AS inward ON inward.id = driven.originPlace
    LEFT ANY JOIN ref_plants AS outward ON outward.id = driven.destinationPlace
    LEFT ANY JOIN ref_facilities AS begun ON begun.id = driven.originPlace
    LEFT ANY JOIN ref_facilities AS reached ON reached.id = driven.destinationPlace`,
  figures: [
    { name: 'trips', title: 'trips', sql: 'count()', form: 'count' },
    { name: 'co2eKg', title: 'kg', sql: 'sum(co2eKg)', form: { digits: 1 } },
    { name: 'freeFlowKg', title: 'free flow', sql: 'sum(co2eFreeFlowKg)', form: { digits: 1 } },
    { name: 'delayKg', title: 'delay', sql: 'sum(co2eDelayKg)', form: { digits: 1 } },
    {
      name: 'delayShare',
      title: 'delay share',
      sql: 'sum(co2eDelayKg) / nullIf(sum(co2eKg), 0)',
      form: 'share',
    },
    { name: 'kgPerTrip', title: 'a trip', sql: 'avg(co2eKg)', form: { digits: 2 } },
    {
      name: 'kgPerTeu',
      title: 'a TEU',
      sql: 'sumIf(co2eKg, teu > 0) / nullIf(sum(teu), 0)',
      form: { digits: 2 },
    },
    {
      name: 'gramsPerTonneKm',
      title: 'g a t-km',
      sql: `sumIf(co2eKg, load = 'LADEN' AND teu > 0) * ${METRES}
        / nullIf(sumIf(assumeNotNull(teu) * ${TONNES_A_TEU} * distanceM / ${METRES}, load = 'LADEN' AND teu > 0), 0)`,
      form: { digits: 1 },
    },
    {
      name: 'kgPerKm',
      title: 'a km',
      sql: `sum(co2eKg) / nullIf(sum(distanceM) / ${METRES}, 0)`,
      form: { digits: 3 },
    },
    {
      name: 'fuelKnownShare',
      title: 'fuel known',
      sql: 'countIf(fuelKnown) / count()',
      form: 'share',
      rare: true,
    },
  ],
  measures: [],
  drawn: 'co2eKg',
  open: null,
};
