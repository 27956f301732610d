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

/** An immutable snapshot of what the joins must know about the world; its hash is part of the topology. */
export type Reference = {
  readonly hash: string;
  readonly name: string;
  /** Port id by UN/LOCODE and its aliases. */
  readonly ports: ReadonlyMap<string, string>;
  readonly facilities: readonly Facility[];
  readonly plants: readonly Plant[];
  readonly vehicles: readonly Vehicle[];
  readonly segments: readonly Segment[];
  /** The facility a code stands for at a time; an expired code gives its successor and `expired`. */
  facilityOf(code: string, atMs: number): { facility: Facility; expired: boolean } | undefined;
  facility(id: string): Facility | undefined;
  plant(idOrCode: string): Plant | undefined;
  /** Plate key (plate-colour) of the vehicle that carried a terminal at a time. */
  plateOfTerminal(terminalId: string, atMs: number): string | undefined;
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
