import { posix } from 'node:path';
import type { SourceFile } from './tree.ts';

const FENCE = /^(```+|~~~+)[^\n]*\n[\s\S]*?^\1/gm;
const LINK = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;

/** Links between files of the project lead somewhere, anchors included. */
export function linkBreaches(files: readonly SourceFile[], exists: (path: string) => boolean) {
  return files
    .filter((file) => file.path.endsWith('.md'))
    .flatMap((file) =>
      [...withoutCode(file.text).matchAll(LINK)].flatMap(([, target = '']) => {
        const why = linkBreach(file, target, files, exists);
        return why === undefined ? [] : [`${file.path} links to '${target}': ${why}`];
      }),
    );
}

function linkBreach(
  file: SourceFile,
  target: string,
  files: readonly SourceFile[],
  exists: (path: string) => boolean,
): string | undefined {
  if (/^(?:https?|mailto):/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const full = path === '' ? file.path : posix.join(posix.dirname(file.path), path);
  if (!exists(full)) return 'there is no such file.';
  const page = files.find((other) => other.path === full);
  if (anchor === undefined || page === undefined) return undefined;
  return anchorsOf(page.text).includes(anchor) ? undefined : 'there is no such heading.';
}

/** Anchors as GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+\s+(.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

function withoutCode(text: string): string {
  return text.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
}

export type Commands = {
  /** Scripts of the root package.json. */
  readonly scripts: readonly string[];
  /** Names of `landbridge` commands. */
  readonly commands: readonly string[];
};

const NPM = /\bnpm\s+(run\s+)?([a-z][\w:-]*)/g;
const LANDBRIDGE = /(?:\bnpx\s+landbridge|\bnpm\s+run\s+landbridge\s+--)\s+([a-z][\w-]*)/g;
/** Commands of npm itself that the project prints. */
const NPM_OWN = new Set(['ci', 'install', 'exec', 'test', 'start', 'run', 'view']);

/** What the project tells people to type exists. */
export function commandBreaches(files: readonly SourceFile[], known: Commands): string[] {
  return files.flatMap((file) => [
    ...[...file.text.matchAll(NPM)].flatMap(([text, run, name = '']) => {
      const isThere = run === undefined ? NPM_OWN.has(name) : known.scripts.includes(name);
      return isThere ? [] : [`${file.path} says '${text}': package.json has no such script.`];
    }),
    ...[...file.text.matchAll(/\bnpm\s+(test|start)\b/g)].flatMap(([text, name = '']) =>
      known.scripts.includes(name)
        ? []
        : [`${file.path} says '${text}': package.json has no such script.`],
    ),
    ...[...file.text.matchAll(LANDBRIDGE)].flatMap(([text, name = '']) =>
      known.commands.includes(name)
        ? []
        : [`${file.path} says '${text}': there is no such command.`],
    ),
  ]);
}
