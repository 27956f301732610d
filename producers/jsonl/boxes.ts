import type { GateBoxDetail } from '@landbridge/schemas';
import { checkContainer } from '../normalise/container-number.ts';
import { sizeOf } from '../normalise/size-type.ts';

const FIELDS = new Set([
  'container',
  'containerText',
  'idQuality',
  'emptyIndicator',
  'sizeTypeText',
  'sizeType',
  'teu',
  'booking',
  'seals',
]);

/** Boxes of a gate transaction; undefined where one is no box. What can be derived of a box need not be said. */
export function readBoxes(value: unknown): GateBoxDetail[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const boxes: GateBoxDetail[] = [];
  for (const element of value) {
    const box = readBox(element);
    if (box === undefined) return undefined;
    boxes.push(box);
  }
  return boxes;
}

function readBox(value: unknown): GateBoxDetail | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  if (Object.keys(said).some((name) => !FIELDS.has(name))) return undefined;
  const containerText = said['containerText'] ?? said['container'];
  const sizeTypeText = said['sizeTypeText'] ?? said['sizeType'] ?? null;
  const load = said['emptyIndicator'] ?? null;
  const booking = said['booking'] ?? null;
  const teu = said['teu'] ?? null;
  const seals = said['seals'] ?? [];
  if (typeof containerText !== 'string' || containerText.trim() === '') return undefined;
  if (!isTextOrNull(sizeTypeText) || !isTextOrNull(booking)) return undefined;
  if (load !== null && load !== 'EMPTY' && load !== 'LADEN') return undefined;
  if (teu !== null && typeof teu !== 'number') return undefined;
  if (!Array.isArray(seals) || seals.some((seal) => typeof seal !== 'string')) return undefined;
  const size = sizeOf(sizeTypeText);
  return {
    ...checkContainer(containerText),
    containerText,
    emptyIndicator: load,
    sizeTypeText,
    sizeType: size.sizeType,
    teu: teu ?? size.teu,
    booking,
    seals,
  };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
