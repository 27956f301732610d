import type { Reference } from '@landbridge/infra';
import type { ReportRow } from './run-report.ts';

/**
 * Rows told apart by segment as GeoJSON (RFC 7946): a LineString with the figures as properties. A row of a segment
 * that the reference does not draw has no geometry and is still there.
 */
export function roadMap(rows: readonly ReportRow[], reference: Reference): string {
  const features = rows.map((row) => {
    const segment = reference.segment(String(row['segment']));
    const geometry =
      segment === undefined ? null : { type: 'LineString', coordinates: segment.line };
    return {
      type: 'Feature',
      geometry,
      properties: { ...row, road: segment?.road ?? null, class: segment?.class ?? null },
    };
  });
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}
