import type { YardDwell } from '@landbridge/schemas';
import { isTransfer } from '../move-pairs.ts';
import type { Row } from '../processor.ts';
import { closedStay, stayWithoutStart } from './stay.ts';
import type { PortVisit, Stay, StayMove } from './yard-state.ts';

/** A stay that is over; its end is null where it was not seen. */
type Over = { readonly stay: Stay | null; readonly end: StayMove | null };

/**
 * The stay in the port that an arrival goes on with, if the box was brought from another of our terminals: within a
 * day, on the same voyage or booking, or where the move says that it is a transfer. What the gate-out leaves open the
 * arrival there tells.
 */
export function broughtFrom({ stay, end }: Over, back: StayMove): PortVisit | undefined {
  const start = stay?.start ?? null;
  const out = end ?? (start === null ? null : { ...start, eventTime: back.eventTime });
  if (out === null || out.facility === null || back.facility === null) return undefined;
  if (end !== null && end.move !== 'GTOT') return undefined;
  const told = {
    ...out,
    voyage: out.voyage ?? start?.voyage ?? null,
    booking: out.booking ?? start?.booking ?? null,
  };
  if (!isTransfer({ out: told, back })) return undefined;
  return {
    id: stay?.visit?.id ?? (start ?? out).id,
    first: stay?.visit == null ? start : stay.visit.first,
    // One stay is remembered: those before it have the class that was known when they ended.
    last:
      end === null
        ? null
        : { start, loadChanged: stay?.loadChanged ?? false, missed: stay?.missed ?? [], end },
  };
}

/** The row of a stay that was seen to end. */
export function toldAnew({ stay, end }: { stay: Stay | null; end: StayMove }): Row<YardDwell> {
  return stay === null ? stayWithoutStart(end) : closedStay(stay, end);
}

/** The stay before this one in the port, as its row has it. */
export function lastOf({
  id,
  first,
  last,
}: PortVisit): { stay: Stay | null; end: StayMove } | null {
  if (last === null) return null;
  const { start, loadChanged, missed, end } = last;
  if (start === null) return { stay: null, end };
  const isFirst = start.id === first?.id;
  return {
    stay: { start, loadChanged, missed, visit: isFirst ? null : { id, first, last: null } },
    end,
  };
}
