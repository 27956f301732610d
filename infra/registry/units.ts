/**
 * Whether values of one schema mean the same where the other reads them: times in microseconds are written as times in
 * milliseconds are, and Avro calls the two compatible. Where one of the two names no unit it is taken for the other's, as
 * not every tool keeps them.
 */
export function hasSameUnits(ours: unknown, theirs: unknown): boolean {
  const branches = branchesOf(theirs);
  return branchesOf(ours).every((our) => branches.every((their) => fits(our, their)));
}

type Schema = Readonly<Record<string, unknown>>;

function fits(ours: Schema, theirs: Schema): boolean {
  if (familyOf(ours) !== familyOf(theirs)) return true;
  const [unit, other] = [unitOf(ours), unitOf(theirs)];
  if (unit !== undefined && other !== undefined && unit !== other) return false;
  const inside = ['items', 'values'].every((part) => hasSameUnits(ours[part], theirs[part]));
  return inside && fieldsOf(ours).every((field) => fitsField(field, fieldsOf(theirs)));
}

function fitsField(ours: Schema, all: readonly Schema[]): boolean {
  const theirs = all.find(({ name }) => name === ours['name']);
  return theirs === undefined || hasSameUnits(ours['type'], theirs['type']);
}

/** What may stand at a place, as objects: a union has several. */
function branchesOf(schema: unknown): Schema[] {
  if (schema === undefined) return [];
  if (Array.isArray(schema)) return schema.flatMap(branchesOf);
  if (typeof schema !== 'object' || schema === null) return [{ type: schema }];
  const { type } = schema as Schema;
  // A type may be wrapped once more, and its unit stand on either.
  return typeof type === 'object'
    ? branchesOf(type).map((inner) => ({ ...(schema as Schema), ...inner }))
    : [schema as Schema];
}

/** An int is read as a long: days since 1970 for milliseconds, if nobody looks. */
function familyOf({ type }: Schema): unknown {
  return type === 'int' ? 'long' : type;
}

function unitOf({ logicalType, scale, precision }: Schema): string | undefined {
  return logicalType === undefined
    ? undefined
    : JSON.stringify([logicalType, scale ?? 0, precision]);
}

function fieldsOf({ fields }: Schema): readonly Schema[] {
  return Array.isArray(fields) ? (fields as Schema[]) : [];
}
