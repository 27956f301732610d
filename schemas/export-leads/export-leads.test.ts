import { expect, test } from 'vitest';
import { anExportLead, at, roundTrip } from '../testing/index.ts';
import { exportLeads } from './export-leads.ts';

test('a lead survives the codec', () => {
  const lead = anExportLead({ gatedInAt: at('12:00'), teu: null });
  expect(roundTrip(exportLeads, lead)).toEqual(lead);
});

test('a lead without a start stands at its gate-in', () => {
  const lead = anExportLead({ startAt: null, gatedInAt: at('12:00') });
  expect(lead).toMatchObject({ eventTime: at('12:00'), leadMs: null });
});
