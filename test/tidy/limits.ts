import { isCode, type SourceFile } from './tree.ts';

const LINES_MAX = 400;
const DEPTH_MAX = 3;
const README_LINES_MAX = 40;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A file that grows beyond this is two. */
export function lengthBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isCode(file) && linesOf(file) > LINES_MAX)
    .map((file) => `${file.path} has ${linesOf(file)} lines, ${LINES_MAX} at most: split it.`);
}

/** `room/unit/part/file.ts` is the deepest. */
export function depthBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isCode(file) && file.path.split('/').length - 1 > DEPTH_MAX)
    .map((file) => `${file.path} lies deeper than ${DEPTH_MAX} folders: raise it.`);
}

/** Files and folders of code are kebab-case; dots set kinds apart, as in `codec.property.test.ts`. */
export function fileNameBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isCode(file))
    .filter((file) => !file.path.split(/[/.]/).every((part) => KEBAB.test(part)))
    .map((file) => `${file.path}: write files and folders in kebab-case.`);
}

/** A room's README fits on a screen. The list of decisions has a line for each. */
export function readmeBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => /^[^/]+\/(?:.+\/)?README\.md$/.test(file.path))
    .filter((file) => file.path !== 'docs/decisions/README.md' && linesOf(file) > README_LINES_MAX)
    .map((file) => `${file.path} has ${linesOf(file)} lines, ${README_LINES_MAX} at most.`);
}

function linesOf(file: SourceFile): number {
  return file.text.replace(/\n$/, '').split('\n').length;
}
