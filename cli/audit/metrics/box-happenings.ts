import { boxTrips, orderBoxes, orderLinks } from '@landbridge/schemas';
import { type Accepted, ms } from '../metric.ts';
import { PLANT_CODES, placedMoves } from './placed-moves.ts';

const TEXT = 'String';
const MAYBE_TEXT = 'Nullable(String)';

/** What an order, a move and a trip have in common; `input` and `rank` order what happened within one instant. */
const FIELDS = {
  ...{ at: 'Int64', input: 'UInt8', rank: 'UInt8', id: TEXT, kind: TEXT, place: TEXT },
  ...{ facility: MAYBE_TEXT, facilityGroup: MAYBE_TEXT, load: MAYBE_TEXT, voyage: MAYBE_TEXT },
  ...{ booking: MAYBE_TEXT, seals: 'Array(String)', trans: 'Bool', across: 'Bool', trade: TEXT },
  ...{ overQuay: 'Bool', startAt: 'Int64', endAt: 'Nullable(Int64)', teu: 'Nullable(Float64)' },
  ...{ plate: MAYBE_TEXT, trip: TEXT, toTheDay: 'Bool' },
} as const;

type Values = { readonly [field in keyof typeof FIELDS]?: string };

const ORDER: Values = { at: ms('said.eventTime'), id: 'said.id', kind: "'ORDER'" };
const MOVE: Values = {
  ...{ at: ms('eventTime'), input: '2', rank: 'rank', id: 'moved.id', kind: 'move' },
  ...{ place: 'place', facility: 'facility', facilityGroup: 'facilityGroup' },
  ...{ load: 'emptyIndicator', voyage: 'voyage', booking: 'booking' },
  ...{ seals: 'arraySlice(seals, 1, 8)', trans: 'transshipment', trade: "ifNull(trade, '')" },
  ...{ across: "transshipment OR ifNull(trade, '') = 'TRANSSHIPMENT'", overQuay: 'overQuay' },
  ...{ teu: 'teu', plate: 'plate', toTheDay: "precision = 'DAY'" },
};
const TRIP: Values = {
  ...{ at: ms('ridden.eventTime'), input: '3', id: 'ridden.id', kind: "'TRIP'" },
  ...{ startAt: ms('ridden.startAt'), endAt: ms('ridden.endAt') },
  ...{ plate: 'ridden.plate', trip: 'ridden.trip' },
};

/**
 * What one metric asks for beside: its type, and what it is in an order (`said`), in what links a box to one (the same
 * where it is not told), in a move (`moved`) and in a trip (`ridden`). `works` is the plant that each names, `site`
 * the facility where the trip has its end. Where it is left out it is nothing: null, empty, false or zero.
 */
type OwnField = {
  readonly type: string;
  readonly order?: string;
  readonly link?: string;
  readonly move?: string;
  readonly trip?: string;
};

type Asked = {
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** The end of a trip that tells its plant. */
  readonly tripEnd: 'originPlace' | 'destinationPlace';
  readonly own: Readonly<Record<string, OwnField>>;
};

/** Each box with what `happened` to it in order: its orders of one direction, its moves and its trips, in one shape. */
export function boxHappenings(accepted: Accepted, { direction, tripEnd, own }: Asked): string {
  const happening = (of: 'order' | 'link' | 'move' | 'trip', common: Values) => {
    const fields = Object.entries<string>(FIELDS).map(([name, type]) => ({
      ...{ name, type },
      value: common[name as keyof Values] ?? nothing(type),
    }));
    const owned = Object.entries(own).map(([name, { type, ...values }]) => ({
      ...{ name, type },
      value: values[of] ?? (of === 'link' ? values.order : undefined) ?? nothing(type),
    }));
    const all = [...fields, ...owned];
    const shape = all.map(({ name, type }) => `${name} ${type}`).join(', ');
    return `CAST((${all.map(({ value }) => value).join(', ')}), 'Tuple(${shape})') AS happening`;
  };
  const named = (place: string) =>
    `LEFT ANY JOIN ${PLANT_CODES} AS works ON works.code = upper(${place})`;
  return `
    SELECT container, arraySort(x -> (x.at, x.input, x.rank, x.id), groupArray(happening)) AS happened
    FROM (
      SELECT said.container AS container, ${happening('order', { ...ORDER, input: '0' })}
      FROM ${accepted(orderBoxes)} AS said ${named('said.plant')} WHERE said.direction = '${direction}'
      UNION ALL
      SELECT said.container, ${happening('link', { ...ORDER, input: '1' })}
      FROM ${accepted(orderLinks)} AS said ${named('said.plant')} WHERE said.direction = '${direction}'
      UNION ALL
      SELECT container, ${happening('move', MOVE)}
      FROM ${placedMoves(accepted)} AS moved ${named('moved.facility')}
      WHERE ifNull(trade, '') != 'RESTOW' AND move IN ('DISC', 'GTIN', 'GTOT', 'LOAD', 'STRP', 'STUF')
      UNION ALL
      SELECT ridden.container, ${happening('trip', TRIP)}
      FROM ${accepted(boxTrips)} AS ridden LEFT ANY JOIN ref_facilities AS site ON site.id = ridden.${tripEnd} ${named(`ridden.${tripEnd}`)}
    )
    GROUP BY container`;
}

function nothing(type: string): string {
  if (type.startsWith('Nullable')) return 'NULL';
  if (type.startsWith('Array')) return '[]';
  return { [TEXT]: "''", Bool: 'false' }[type] ?? '0';
}
