// Command line: `nhip import`. Joins the import with the door of a running service (or, for a dry run, with its decoder).
import { constants } from 'node:os';
import type { Plan } from '@nhip/core';
import { dryRunJudge } from './dry-run.ts';
import { type ImportSummary, importFile } from './import.ts';
import { openSender, type Sender } from './sender.ts';

export interface ImportCommand {
  readonly file: string;
  readonly as: string;
  readonly agency: string;
  readonly map: string | null;
  readonly statedAt: string | null;
  readonly backfill: boolean;
  readonly dryRun: boolean;
  readonly url: string;
  readonly key: string | null;
  readonly plan: Plan;
  readonly say: (line: string) => void;
}

/** Exit code: 0 when every row was accepted, 2 when some were rejected. @throws CommandFailure */
export async function runImport(command: ImportCommand): Promise<number> {
  const { url, key, say } = command;
  if (command.dryRun) {
    const judge = await dryRunJudge({ plan: command.plan, agency: command.agency, now: Date.now });
    return report(command, await importFile({ ...command, judge, now: Date.now() }));
  }
  const sender = openSender({ url, key });
  const all = (): Promise<ImportSummary> =>
    importFile({ ...command, judge: (events) => sender.send(events), now: Date.now() });
  say(`Sending to ${url}`);
  return report(command, command.backfill ? await asBackfill(sender, say, all) : await all());
}

/** While a backfill is on, no period is locked; at its end all that are past their delay are. */
async function asBackfill(
  sender: Sender,
  say: (line: string) => void,
  run: () => Promise<ImportSummary>,
): Promise<ImportSummary> {
  await sender.post('/v1/clock/backfill', { state: 'begin' });
  const breakOff = (signal: NodeJS.Signals): void => {
    say(STILL_ON);
    process.exit(SIGNALLED + constants.signals[signal]);
  };
  for (const signal of BREAKING_OFF) process.once(signal, breakOff);
  try {
    const summary = await run();
    await sender.post('/v1/clock/backfill', { state: 'end' });
    return summary;
  } catch (cause) {
    say(STILL_ON);
    throw cause;
  } finally {
    for (const signal of BREAKING_OFF) process.off(signal, breakOff);
  }
}

const STILL_ON = 'The backfill is still on: nothing is locked until an import with --backfill comes to its end.';
/** Ctrl-C, the end of its job, the end of its terminal. */
const BREAKING_OFF = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A shell tells of a signal by this and its number. */
const SIGNALLED = 128;

function report({ dryRun, say }: ImportCommand, summary: ImportSummary): number {
  const { rows, accepted, repeated, rejected, rejectedFile } = summary;
  const deed = dryRun ? 'would be accepted' : 'accepted';
  const repeats = repeated === 0 ? '' : `, ${repeated} equal to another row`;
  say(`${rows} rows: ${accepted} ${deed}${repeats}, ${rejected} rejected`);
  if (rejectedFile !== null) say(`Rejected rows with their reasons: ${rejectedFile}`);
  return rejected === 0 ? 0 : 2;
}
