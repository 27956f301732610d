import { format203Of } from './times.ts';

/** A message of the container terminal: CODECO (gate) or COARRI (quay), D.95B. */
export type TerminalMessage = {
  readonly sender: string;
  /** Control reference of its interchange. */
  readonly control: string;
  readonly type: 'CODECO' | 'COARRI';
  /** BGM code: 34 gate-in, 36 gate-out, 44 discharge, 46 load. */
  readonly movement: 34 | 36 | 44 | 46;
  readonly document: string;
  /** 9 original, 5 replace, 1 cancel. */
  readonly function: 9 | 5 | 1;
  readonly sentAt: number;
  readonly locode: string;
  readonly facility: string;
  readonly vessel: { voyage: string; imo: string; name: string } | null;
  readonly truck: { plate: string; haulier: string } | null;
  readonly boxes: readonly {
    readonly container: string;
    readonly sizeType: string;
    readonly empty: boolean;
    /** 2 export, 3 import, 6 transshipment. */
    readonly status: 2 | 3 | 6;
    readonly booking: string | null;
    readonly seal: string | null;
    readonly atMs: number;
  }[];
};

/** The message in an interchange of its own: a file holds as many as were sent meanwhile. */
export function messageOf(message: TerminalMessage): string {
  const { type, movement, vessel, truck, locode, facility, sender, control } = message;
  const place = `${locode}:139:6+${facility}:TER:ZZZ`;
  const made = format203Of(message.sentAt);
  const segments = [
    `UNH+1+${type}:D:95B:UN:SMDG20`,
    `BGM+${movement}+${message.document}+${message.function}`,
    `DTM+137:${made}:203`,
  ];
  if (vessel !== null) {
    const { voyage, imo, name } = vessel;
    segments.push(`TDT+20+${voyage}+1++NBX:172:20+++${imo}:146::${escaped(name)}`);
  }
  if (truck !== null) segments.push(`TDT+1++3+31+${truck.haulier}:172+++${truck.plate}:146`);
  segments.push(`LOC+${{ 34: 165, 36: 165, 44: 11, 46: 9 }[movement]}+${place}`);
  for (const box of message.boxes) {
    const { container, sizeType, status, empty } = box;
    segments.push(`EQD+CN+${container}+${sizeType}:102:5++${status}+${empty ? 4 : 5}`);
    if (box.booking !== null) segments.push(`RFF+BN:${box.booking}`);
    segments.push(`DTM+${type === 'CODECO' ? 7 : 203}:${format203Of(box.atMs)}:203`);
    if (box.seal !== null) segments.push(`SEL+${box.seal}+CA`);
  }
  segments.push(`CNT+16:${message.boxes.length}`, `UNT+${segments.length + 2}+1`);
  const sent = `${made.slice(2, 8)}:${made.slice(8)}`;
  segments.unshift(`UNB+UNOY:4+${sender}+LANDBRIDGE+${sent}+${control}`);
  segments.push(`UNZ+1+${control}`);
  return segments.map((segment) => `${segment}'`).join('\n');
}

/** The message as it is when a segment got lost on the way: its count is wrong. */
export function garbledMessage(text: string): string {
  return text.replace(/^CNT.*\n/m, '');
}

function escaped(text: string): string {
  return text.replace(/[?'+:]/g, '?$&');
}
