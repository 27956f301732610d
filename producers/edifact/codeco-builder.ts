/** Parts of a CODECO, each a list of segments, so that a test sets only what it is about. */
export type CodecoParts = {
  code?: string;
  document?: string;
  action?: string;
  header?: readonly string[];
  vessel?: readonly string[];
  equipment?: readonly string[];
  times?: readonly string[];
  places?: readonly string[];
  truck?: readonly string[];
  total?: readonly string[];
};

/** A gate-in of one container at Meishan; times, places and truck are said of each container. */
export function aCodeco(parts: CodecoParts): string {
  const { code = '34', document = 'DOC1', action = '9' } = parts;
  const group = [
    ...(parts.times ?? ["DTM+7:202603110920:203'"]),
    ...(parts.places ?? ["LOC+165+CNNBO:139:6+BLCT6:TER:ZZZ'"]),
    ...(parts.truck ?? ["TDT+1++3+31+HAUL:172+++ZB12345:146'"]),
  ];
  const equipment = parts.equipment ?? ["EQD+CN+NBXU1234568+22G1:102:5++2+5'"];
  const segments = [
    `BGM+${code}+${document}+${action}'`,
    ...(parts.header ?? ["DTM+137:202603110930:203'"]),
    ...(parts.vessel ?? []),
    ...equipment.flatMap((eqd) => [eqd, ...group]),
    ...(parts.total ?? []),
  ];
  return messageOf({ type: 'CODECO:D:95B:UN:SMDG16', segments });
}

/** A whole message around its segments. */
export function messageOf(message: {
  type: string;
  segments: readonly string[];
  reference?: string;
}): string {
  const { type, segments, reference = '1' } = message;
  return `UNH+${reference}+${type}'${segments.join('')}UNT+${segments.length + 2}+${reference}'`;
}

export function interchangeOf(messages: readonly string[], writtenAt = '260311:0931'): string {
  return `UNB+UNOA:1+NBTERM+X+${writtenAt}+77'${messages.join('')}UNZ+${messages.length}+77'`;
}
