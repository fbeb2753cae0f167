// Command `rebuild`, with the service stopped: fills the next generation of the log from the events of this one, counts and
// evaluates it anew, compares every published value, and only then puts it in force. What was published and revised before is
// carried over, so that a value that changes by the rebuild is a revision and no silent change (N6).
import type { Plan } from '@nhip/core';
import { type EventLog, type Folder, LogError, openFolder, openGeneration, type SqliteLog } from '@nhip/event-log';
import { createDecoder, NhipError } from '@nhip/events';
import { loadPlan } from '../catalogue.ts';
import type { Environment } from '../environment.ts';
import { CommandFailure } from '../failure.ts';
import { openProgress } from '../import/progress.ts';
import { comparePublished, readPublished, report } from './compare.ts';
import { copyClock, copyEvents, copyTopic, leftOutLine } from './copy-events.ts';
import { evaluate } from './evaluate-log.ts';
import { rebuildOnKafka } from './rebuild-kafka.ts';

export interface RebuildOptions {
  readonly environment: Environment;
  /** Of the next generation; null: as many as now. */
  readonly partitions: number | null;
  readonly say: (line: string) => void;
}

/** @throws CommandFailure when the folder is in use, cannot be written, or the catalogue does not compile. */
export async function runRebuild({ environment, partitions, say }: RebuildOptions): Promise<void> {
  if (partitions !== null && (partitions < 1 || partitions > 1024)) {
    throw new CommandFailure('--partitions is a number from 1 to 1024');
  }
  const plan = await loadPlan(environment.catalogue);
  if (environment.kafka !== null) return rebuildOnKafka({ kafka: environment.kafka, plan, partitions, say });
  const folder = await taken(environment.data);
  try {
    await rebuildFolder({ folder, plan, partitions, say });
  } catch (error) {
    if (!(error instanceof LogError || error instanceof NhipError)) throw error;
    throw new CommandFailure(`nothing was switched: ${error.message}`, { cause: error.cause });
  } finally {
    folder.unlock();
  }
}

async function taken(path: string): Promise<Folder> {
  try {
    return await openFolder(path);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const advice = error.code === 'NHIP_LOG_IN_USE' ? '; stop the service first' : '';
    throw new CommandFailure(error.message + advice, { cause: error.cause });
  }
}

interface FolderRebuild {
  readonly folder: Folder;
  readonly plan: Plan;
  readonly partitions: number | null;
  readonly say: (line: string) => void;
}

async function rebuildFolder({ folder, ...rebuild }: FolderRebuild): Promise<void> {
  const present = await folder.generation();
  const next = present + 1;
  // What an earlier rebuild that was broken off has left.
  await folder.drop(next);
  try {
    await fill({ folder, ...rebuild }, { present, next });
    await folder.switchTo(next);
  } catch (error) {
    // What it has filled the disk with is the room that the service needs.
    await folder.drop(next).catch(() => undefined);
    throw error;
  }
  rebuild.say(`generation ${next} is in force; ${folder.databaseOf(present)} is no longer needed`);
}

interface Generations {
  readonly present: number;
  readonly next: number;
}

async function fill({ folder, plan, partitions, say }: FolderRebuild, { present, next }: Generations): Promise<void> {
  const from = await openGeneration({ folder, generation: present });
  let to: SqliteLog | null = null;
  try {
    // What was counted last may not be published yet; a former catalogue's records cannot be counted on.
    await evaluate(from, plan).catch(unlessOfBefore);
    to = await openGeneration({ folder, generation: next, partitions: partitions ?? from.partitions('events') });
    const copied = await copy({ from, to, plan, say });
    say(`generation ${next}: ${copied} events in ${to.partitions('events')} partitions`);
    await evaluate(to, plan, { rebuilds: true });
    const { compared, differences } = comparePublished(await readPublished(from, plan), await readPublished(to, plan));
    for (const line of report(compared, differences)) say(line);
  } finally {
    await to?.close();
    await from.close();
  }
}

interface Copying extends Pick<FolderRebuild, 'plan' | 'say'> {
  readonly from: EventLog;
  readonly to: EventLog;
}

async function copy({ from, to, plan, say }: Copying): Promise<number> {
  let total = 0;
  for (let partition = 0; partition < from.partitions('events'); partition += 1) {
    const { start, end } = await from.range('events', partition);
    total += end - start;
  }
  const progress = openProgress({ total, label: 'events' });
  const copied = await copyEvents({ from, to, decoder: await createDecoder(plan), progress: progress.set });
  progress.end();
  const leftOut = await copyClock({ from, to, nowMs: Date.now() });
  if (leftOut > 0) say(leftOutLine(leftOut));
  for (const topic of ['kpis', 'revisions'] as const) await copyTopic(topic, from, to);
  return copied;
}

/** Why records of a former catalogue cannot be counted on by this one. */
const OF_BEFORE: readonly string[] = ['NHIP_TALLY_REBUILD_DUE', 'NHIP_TALLY_UNIT_GONE'];

function unlessOfBefore(error: unknown): void {
  if (!(error instanceof NhipError && OF_BEFORE.includes(error.code))) throw error;
}
