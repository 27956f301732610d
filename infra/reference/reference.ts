/** A point, WGS-84 degrees: [longitude, latitude], as GeoJSON (RFC 7946) has it. */
export type Point = readonly [lon: number, lat: number];

export type Facility = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'TERMINAL' | 'DEPOT';
  /** Roll-up group for reports, such as Chuanshan. */
  readonly group: string;
  readonly port: string;
  /** IANA time zone. */
  readonly zone: string;
  /** Validity by event time, epoch milliseconds; null is open. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Facility that took over when the validity ended. */
  readonly successor: string | null;
  /** Codes under which feeds name it: SMDG, BIC, local. */
  readonly codes: readonly string[];
  readonly point: Point;
  /** Outline of the ground behind the gate; a closed ring. */
  readonly geofence: readonly Point[];
  /** Where trucks queue before the gate; null where there is no such place. */
  readonly queueGeofence: readonly Point[] | null;
};

export type Plant = {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly zone: string;
  readonly codes: readonly string[];
  readonly point: Point;
  readonly geofence: readonly Point[];
};

export type Vehicle = {
  readonly plate: string;
  /** JT/T plate colour number: 1 blue, 2 yellow, 5 green and others. */
  readonly colour: number;
  /** Id of the positioning terminal aboard. */
  readonly terminalId: string | null;
  readonly fuel: 'DIESEL' | 'LNG' | 'ELECTRIC';
  readonly validFrom: number | null;
  readonly validUntil: number | null;
};

/**
 * A directed piece of road. A node at a place is named after it: trucks come to `ID.in` and leave from `ID.out`, or use
 * `ID.gate` for both.
 */
export type Segment = {
  readonly id: string;
  readonly road: string;
  readonly lengthM: number;
  readonly limitKmh: number;
  readonly freeFlowKmh: number;
  readonly class: 'EXPRESSWAY' | 'ARTERIAL' | 'SECONDARY';
  readonly fromNode: string;
  readonly toNode: string;
  readonly line: readonly Point[];
};

/** What a unit of fuel and a distance cause; consumption in units of the fuel. */
export type EmissionFactor = {
  readonly fuel: Vehicle['fuel'];
  /** Unit of the fuel: L, kg, kWh. */
  readonly unit: string;
  /** Consumption with a laden box, with only empty ones, and of the tractor alone. */
  readonly ladenPer100Km: number;
  readonly emptyPer100Km: number;
  readonly bobtailPer100Km: number;
  readonly idlePerHour: number;
  readonly kgCo2ePerUnit: number;
  /** Validity by event time, epoch milliseconds; null is open. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Where the figures come from. */
  readonly source: string;
};

/** Factors that belong together: of one basis, for the two are never mixed (ISO 14083). */
export type EmissionSet = {
  /** Name and version, stored with every figure. */
  readonly name: string;
  /** Well to wheel, or tank to wheel. */
  readonly basis: 'WTW' | 'TTW';
  readonly method: 'DEFAULT' | 'MODELLED' | 'PRIMARY';
  readonly factors: readonly EmissionFactor[];
};

/** How long a stage of a box's way takes at a place and an hour: what an expectation is made of. */
export type StageTime = {
  /**
   * `YARD` discharge to gate-out, `ROAD` between gate and plant, either way, `DOCK` arrival to unloaded; `STUFFING`
   * ready to stuffed, `QUEUE` before the terminal's gate.
   */
  readonly stage: 'YARD' | 'ROAD' | 'DOCK' | 'STUFFING' | 'QUEUE';
  /** Terminal and cluster that it holds for; null for all. */
  readonly facility: string | null;
  readonly cluster: string | null;
  /** Hours of the local day in which the stage begins, the last one not included; null for all. */
  readonly hours: readonly [from: number, to: number] | null;
  readonly p50Ms: number;
  readonly p90Ms: number;
};

export type StageQuery = Pick<StageTime, 'stage' | 'facility' | 'cluster'> & {
  readonly atMs: number;
};

/** An immutable snapshot of what the joins must know about the world; its hash is part of the topology. */
export type Reference = {
  readonly hash: string;
  /** Hash of each file, by its name: says what changed between two snapshots. */
  readonly files: Readonly<Record<string, string>>;
  readonly name: string;
  /** Port id by UN/LOCODE and its aliases. */
  readonly ports: ReadonlyMap<string, string>;
  readonly facilities: readonly Facility[];
  readonly plants: readonly Plant[];
  readonly vehicles: readonly Vehicle[];
  readonly segments: readonly Segment[];
  readonly emissions: EmissionSet;
  readonly stages: readonly StageTime[];
  /** The facility a code stands for at a time; an expired code gives its successor and `expired`. */
  facilityOf(code: string, atMs: number): { facility: Facility; expired: boolean } | undefined;
  facility(id: string): Facility | undefined;
  plant(idOrCode: string): Plant | undefined;
  /** Plate key (plate-colour) of the vehicle that carried a terminal at a time. */
  plateOfTerminal(terminalId: string, atMs: number): string | undefined;
  /** The vehicle with a plate key at a time. */
  vehicle(plateKey: string, atMs: number): Vehicle | undefined;
  /** How long a stage takes that begins at a time, by the finest distribution that holds for it. */
  stageTime(query: StageQuery): StageTime | undefined;
  segment(id: string): Segment | undefined;
  /** Segments that begin where this one ends. */
  after(segment: Segment): readonly Segment[];
  /** Segments with a point within so many metres, nearest first: with the distance and the metres from their start. */
  segmentsNear(point: Point, withinM: number): readonly NearSegment[];
  /** Geofences that hold a point; those of closed terminals are left out, since their ground is someone else's now. */
  placesAt(point: Point): readonly Place[];
};

export type NearSegment = {
  readonly segment: Segment;
  readonly distanceM: number;
  readonly offsetM: number;
  /** Course of the road there, degrees clockwise from north. */
  readonly headingDeg: number;
};

export type Place = {
  readonly id: string;
  readonly kind: 'TERMINAL' | 'QUEUE' | 'PLANT' | 'DEPOT';
};
