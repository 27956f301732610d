import { processors } from '@landbridge/processors';
import { testDriver } from '@landbridge/processors/testing';
import type { Header } from '@landbridge/schemas';
import { type LandedMarts, type Landing, landing } from '../../reports/testing/landed-marts.ts';
import { compareMetric } from '../compare.ts';
import type { AuditedMetric } from '../metric.ts';

/** Events by the name of the processor's input. */
export type Given = Readonly<Record<string, readonly Header[]>>;

/** What the processor makes of these events, landed beside them: its rows, and where the audit differs. */
export async function audited(marts: LandedMarts, metric: AuditedMetric, given: Given) {
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
