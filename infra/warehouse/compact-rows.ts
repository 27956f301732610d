type Column = { name: string; type: string };
type Compact = { meta: readonly Column[]; data: readonly (readonly unknown[])[] };
type Convert = (value: unknown) => unknown;

/**
 * Rows as objects from the engine's `JSONCompact` output with quoted 64-bit integers: they come as numbers where a
 * number holds them, else as strings, so that no digit is lost.
 */
export function rowsOf<Row>(text: string): Row[] {
  const { meta, data } = JSON.parse(text) as Compact;
  const columns = meta.map(({ name, type }) => ({ name, convert: converter(type) }));
  return data.map((values) => {
    const row: Record<string, unknown> = {};
    columns.forEach(({ name, convert }, i) => {
      row[name] = convert === undefined ? values[i] : convert(values[i]);
    });
    return row as Row;
  });
}

function converter(type: string): Convert | undefined {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) return converter(inner);
  const items = /^Array\((.*)\)$/.exec(type)?.[1];
  if (items !== undefined) {
    const convert = converter(items);
    return convert && ((value) => (Array.isArray(value) ? value.map(convert) : value));
  }
  return /^U?Int64$/.test(type) ? integer : undefined;
}

function integer(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
