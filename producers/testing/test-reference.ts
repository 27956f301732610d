import type { Facility, Plant, Reference, Vehicle } from '@landbridge/infra';

const RING = [
  [121.86, 29.93],
  [121.87, 29.93],
  [121.87, 29.94],
  [121.86, 29.93],
] as const;

/** A facility of which only what a test is about need be said. */
export function aFacility(facility: Partial<Facility> & { id: string }): Facility {
  return {
    name: facility.id,
    kind: 'TERMINAL',
    group: 'Beilun',
    port: 'NINGBO',
    zone: 'Asia/Shanghai',
    validFrom: null,
    validUntil: null,
    successor: null,
    codes: [facility.id],
    point: RING[0],
    geofence: RING,
    queueGeofence: null,
    ...facility,
  };
}

type Contents = {
  facilities?: readonly Facility[];
  plants?: readonly Plant[];
  vehicles?: readonly Vehicle[];
};

/** A small reference: Ningbo's aliases, two terminals, one that merged into another, one abroad, one plant. */
export function testReference(contents: Contents = {}): Reference {
  const facilities = contents.facilities ?? defaultFacilities();
  const plants = contents.plants ?? [aPlant()];
  const vehicles = contents.vehicles ?? [];
  const byId = new Map(facilities.map((facility) => [facility.id, facility]));
  return {
    hash: 'test',
    files: {},
    name: 'test',
    ports: new Map([
      ['CNNBO', 'NINGBO'],
      ['CNNBG', 'NINGBO'],
      ['CNNGB', 'NINGBO'],
      ['CNNPO', 'NINGBO'],
      ['CNZOS', 'ZHOUSHAN'],
      ['ESHUV', 'HUELVA'],
    ]),
    facilities,
    plants,
    vehicles,
    segments: [],
    emissions: { name: 'test', basis: 'WTW', method: 'DEFAULT', factors: [] },
    stages: [],
    facilityOf(code, atMs) {
      const facility = facilities.find(({ codes }) => codes.includes(code));
      if (facility === undefined) return undefined;
      const expired = facility.validUntil !== null && atMs >= facility.validUntil;
      const successor = facility.successor === null ? undefined : byId.get(facility.successor);
      return { facility: expired ? (successor ?? facility) : facility, expired };
    },
    facility: (id) => byId.get(id),
    plant: (code) => plants.find(({ id, codes }) => id === code || codes.includes(code)),
    plateOfTerminal: (terminalId) => {
      const found = vehicles.find((vehicle) => vehicle.terminalId === terminalId);
      return found === undefined ? undefined : `${found.plate}-${found.colour}`;
    },
    vehicle: () => undefined,
    stageTime: () => undefined,
    segment: () => undefined,
    after: () => [],
    segmentsNear: () => [],
    placesAt: () => [],
  };
}

function defaultFacilities(): readonly Facility[] {
  return [
    aFacility({ id: 'BLCT6', group: 'Meishan' }),
    aFacility({ id: 'BLTCT', group: 'Chuanshan' }),
    aFacility({
      id: 'BLCT3',
      group: 'Chuanshan',
      validUntil: Date.UTC(2020, 7, 31),
      successor: 'BLTCT',
    }),
    aFacility({ id: 'CONCHUV', group: 'Huelva', port: 'HUELVA', zone: 'Europe/Madrid' }),
    aFacility({ id: 'DEPOT1', kind: 'DEPOT' }),
  ];
}

function aPlant(): Plant {
  return {
    id: 'PLANT-CIXI-1',
    name: 'A plant',
    cluster: 'CIXI',
    zone: 'Asia/Shanghai',
    codes: ['CX1'],
    point: RING[0],
    geofence: RING,
  };
}
