import { importsOf } from './code.ts';
import { isCode, type SourceFile } from './tree.ts';

const ORACLE = /^test\/simulation\/oracle[^/]*(?:\/|\.ts$)/;
/** What of infra tells of the world: the reference data and where it is read. */
const REFERENCE = /reference|facility|plant|vehicle|segment|place|point/i;

/**
 * The oracle computes the truth from the generated day. It knows schemas and reference data only: an oracle that used
 * a reducer, or the decoders, would agree with their mistakes.
 */
export function oracleBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isCode(file) && ORACLE.test(file.path) && !file.path.endsWith('.test.ts'))
    .flatMap((file) =>
      importsOf(file)
        .filter((found) => !isAllowed(found))
        .map(
          ({ specifier }) =>
            `${file.path} imports '${specifier}': the oracle knows schemas and reference data only.`,
        ),
    );
}

function isAllowed({ specifier, typeOnly, names }: ReturnType<typeof importsOf>[number]): boolean {
  if (specifier.startsWith('.'))
    return /^\.{1,2}\/(?:oracle[^/]*\/)?(?:oracle[^/]*|[^/]+)\.ts$/.test(specifier);
  if (specifier === '@landbridge/schemas') return true;
  if (specifier === '@landbridge/infra')
    return typeOnly || names.every((name) => REFERENCE.test(name));
  return specifier === 'node:assert';
}
