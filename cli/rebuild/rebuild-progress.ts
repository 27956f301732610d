import type { RebuildProgress } from '@landbridge/processors';
import { count } from '../format/numbers.ts';
import { repainter } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** Says on stderr how far a rebuild is. */
export function rebuildProgress(
  terminal: Pick<Terminal, 'progress'>,
): (progress: RebuildProgress) => void {
  let line = '';
  const repaint = repainter(terminal, () => line);
  return (progress) => {
    line =
      progress.phase === 'fold'
        ? `Folding anew: ${count(progress.done)} of ${count(progress.total)} records`
        : `Comparing ${progress.topic}: ${count(progress.done)} rows`;
    repaint();
  };
}
