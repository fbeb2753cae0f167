// Command `rebuild` on Kafka, while events arrive: fills and counts the next generation beside the one in force; then closes the one in force,
// carries over what came meanwhile, evaluates, compares, and switches. Between closing and switching the door answers 503; order and
// repeats do not matter to the values (N1), so nothing has to stand still before that.
import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '@nhip/core';
import {
  type EventLog,
  type Generations,
  type KafkaLog,
  type KafkaSettings,
  LogError,
  openKafkaGenerations,
  openKafkaLog,
  type Turn,
} from '@nhip/event-log';
import { createDecoder } from '@nhip/events';
import { CommandFailure, describe } from '../failure.ts';
import type { KafkaEnvironment } from '../kafka-environment.ts';
import { kafkaSettings } from '../serve/kafka-settings.ts';
import { type Comparison, comparePublished, readPublished, report } from './compare.ts';
import { copyClock, copyEvents, copyTopic, copyUntilFew, leftOutLine } from './copy-events.ts';
import { evaluate } from './evaluate-log.ts';

export interface KafkaRebuild {
  readonly kafka: KafkaEnvironment;
  readonly plan: Plan;
  /** Of the next generation; null: as many as now. */
  readonly partitions: number | null;
  readonly say: (line: string) => void;
}

/** @throws CommandFailure when no broker answers, or something of the log fails; then the generation in force stays. */
export async function rebuildOnKafka(options: KafkaRebuild): Promise<void> {
  const { partitions: _ofNewTopics, ...settings } = kafkaSettings(options.kafka, 'rebuild');
  try {
    const generations = await openKafkaGenerations(settings);
    try {
      const turn = await generations.takeTurn();
      try {
        await rebuildInTurn({ ...options, settings, generations, turn });
      } finally {
        await turn.close();
      }
    } finally {
      await generations.close();
    }
  } catch (error) {
    if (error instanceof LogError) throw new CommandFailure(describe(error));
    throw error;
  }
}

interface InTurn extends KafkaRebuild {
  readonly settings: Omit<KafkaSettings, 'generation' | 'partitions'>;
  readonly generations: Generations;
  readonly turn: Turn;
}

async function rebuildInTurn({ settings, ...options }: InTurn): Promise<void> {
  const { generations, turn } = options;
  const present = await generations.current();
  const next = await turn.claim();
  // What an earlier rebuild that was broken off has left.
  await generations.unseal(present).catch(unlessNew);
  await generations.drop(present, next);
  const from = await openKafkaLog({ ...settings, generation: present });
  const partitions = options.partitions ?? from.partitions('events');
  const to = await openKafkaLog({ ...settings, generation: next, partitions });
  try {
    await fill({ ...options, present, next, from, to });
  } finally {
    await to.close();
    await from.close();
  }
}

/** A city whose topics were never made has nothing to open. */
function unlessNew(error: unknown): void {
  if (!/UNKNOWN_TOPIC|does not host this topic|does not exist/.test(describe(error))) throw error;
}

interface Fill extends Omit<InTurn, 'settings'> {
  readonly present: number;
  readonly next: number;
  readonly from: KafkaLog;
  readonly to: KafkaLog;
}

async function fill(options: Fill): Promise<void> {
  const { generations, turn, plan, present, next, from, to, say } = options;
  const signal = turn.lost;
  const decoder = await createDecoder(plan);
  const positions = new Map<number, number>();
  const copying = { from, to, decoder, positions, progress: turn.check };
  let copied = await copyUntilFew(copying);
  await evaluate(to, plan, { evaluates: false, signal });
  copied += await copyUntilFew(copying);
  say(
    `generation ${next}: ${copied} events in ${to.partitions('events')} partitions are counted; generation ${present} is closed now`,
  );
  const closedAt = performance.now();
  await turn.confirm();
  let isSwitching = false;
  try {
    await generations.seal(from, present);
    copied += await copyEvents(copying);
    await quiet(from);
    const leftOut = await copyClock({ from, to, nowMs: Date.now() });
    if (leftOut > 0) say(leftOutLine(leftOut));
    for (const topic of ['kpis', 'revisions'] as const) await copyTopic(topic, from, to);
    await evaluate(to, plan, { rebuilds: true, signal });
    const { compared, differences } = await compare(options);
    for (const line of report(compared, differences)) say(line);
    isSwitching = true;
    await turn.switchTo(next);
  } catch (error) {
    if (isOfAnother(error)) sayLeft(options);
    else await reopen(options, isSwitching);
    throw error;
  }
  const seconds = ((performance.now() - closedAt) / 1000).toFixed(1);
  say(`generation ${next} is in force with ${copied} events; the door was closed for ${seconds} s`);
}

/** It has closed the generation since, or will: it opens it first. */
function isOfAnother(error: unknown): boolean {
  return error instanceof LogError && error.code === 'NHIP_LOG_FENCED';
}

function sayLeft({ present, say }: Pick<Fill, 'present' | 'say'>): void {
  say(`generation ${present} is left to the rebuild that has begun since`);
}

/** Not where another rebuild may have closed it since, and not where the switch may have been made: what came in there would be lost. */
async function reopen({ generations, turn, present, say }: Fill, maybeSwitched: boolean): Promise<void> {
  try {
    if (maybeSwitched) throw new Error('the switch may have been made');
    await turn.confirm();
    await generations.unseal(present);
  } catch (error) {
    if (isOfAnother(error)) sayLeft({ present, say });
    else say(`generation ${present} stays closed until \`nhip rebuild\` is run again: ${describe(error)}`);
  }
}

const QUIET_MS = 1_000;
const QUIET_MS_MAX = 15_000;

/** The services still count and publish what came last: resolves when nothing has been written for a while. */
async function quiet(log: EventLog): Promise<void> {
  const deadline = Date.now() + QUIET_MS_MAX;
  let before = '';
  while (Date.now() < deadline) {
    const ends = [(await log.range('kpis', 0)).end];
    for (let partition = 0; partition < log.partitions('cells'); partition += 1) {
      ends.push((await log.range('cells', partition)).end);
    }
    const now = ends.join();
    if (now === before) return;
    before = now;
    await delay(QUIET_MS);
  }
}

/** Where no aggregator runs, what was accepted last is not published: then it shows as a difference. */
async function compare({ from, to, plan }: Fill): Promise<Comparison> {
  await to.settled('kpis');
  return comparePublished(await readPublished(from, plan), await readPublished(to, plan));
}
