import type { Command } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { benchCommand } from './commands/bench.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { helpCommand } from './commands/help.ts';
import { ingestCommand } from './commands/ingest.ts';
import { proveCommand } from './commands/prove.ts';
import { queryCommand } from './commands/query.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { servicesCommand } from './commands/services.ts';
import { tablesCommand } from './commands/tables.ts';
import { topicsCommand } from './commands/topics.ts';
import { topicsApplyCommand } from './commands/topics-apply.ts';
import { topicsDiffCommand } from './commands/topics-diff.ts';
import { versionCommand } from './commands/version.ts';

/** Every command, one line each: the only registration. */
export const catalog: readonly Command[] = [
  runCommand,
  ingestCommand,
  queryCommand,
  reportCommand,
  explainCommand,
  auditCommand,
  deadLettersCommand,
  rebuildCommand,
  topicsCommand,
  topicsApplyCommand,
  topicsDiffCommand,
  tablesCommand,
  benchCommand,
  proveCommand,
  servicesCommand,
  doctorCommand,
  versionCommand,
  helpCommand(() => catalog),
];
