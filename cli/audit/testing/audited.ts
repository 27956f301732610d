import { processors } from '@landbridge/processors';
import { testDriver } from '@landbridge/processors/testing';
import type { Header } from '@landbridge/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type LandedMarts,
  type Landing,
  landedMarts,
  landing,
} from '../../reports/testing/landed-marts.ts';
import { compareMetric } from '../compare.ts';
import type { AuditedMetric } from '../metric.ts';

/** Events by the name of the processor's input. */
export type Given = Readonly<Record<string, readonly Header[]>>;

type Audit = (metric: AuditedMetric, given: Given) => ReturnType<typeof audited>;

/** Keeps a warehouse for the tests of a file, and answers what audits events in it. */
export function auditing(): Audit {
  let marts: LandedMarts;
  beforeAll(async () => {
    marts = await landedMarts();
  }, 120_000);
  afterAll(async () => await marts.close());
  return (metric, given) => audited(marts, metric, given);
}

/** A test for each metric: of what is drawn there are as many rows at least, and the audit tells each as its processor does. */
export function auditsOf(
  audit: Audit,
  drawn: () => Given,
  metrics: readonly (readonly [metric: AuditedMetric, rowsMin: number])[],
): void {
  const cases = metrics.map(([metric, rowsMin]) => [metric.topic.name, metric, rowsMin] as const);
  test.each(cases)(
    '%s: the audit tells whatever is drawn as the processor does',
    async (_name, metric, rowsMin) => {
      const { rows, differences } = await audit(metric, drawn());
      expect(rows).toBeGreaterThan(rowsMin);
      expect(differences).toEqual([]);
    },
    120_000,
  );
}

/** What the processor makes of these events, landed beside them: its rows, and where the audit differs. */
async function audited(marts: LandedMarts, metric: AuditedMetric, given: Given) {
  const processor = processors.find(({ name }) => name === metric.processor);
  if (processor === undefined) throw new Error(`There is no processor ${metric.processor}.`);
  const driver = testDriver(processor, marts.reference);
  const landings: Landing[] = [];
  for (const { name, topic } of processor.inputs) {
    driver.pipe(name, ...(given[name] ?? []));
    landings.push(landing(topic, ...(given[name] ?? []).map(asFirst)));
  }
  for (const { name, topic } of processor.outputs) {
    landings.push(landing(topic, ...driver.rows<Header>(name).map(asFirst)));
  }
  await marts.hold(landings.filter(({ events }) => events.length > 0));
  const { rows, differences } = await compareMetric(marts.warehouse, metric, {
    fromMs: 0,
    toMs: Number.MAX_SAFE_INTEGER,
  });
  return { rows, differences };
}

function asFirst(event: Header): Header {
  return { ...event, revision: 1, retracted: false };
}
