// Sends what was cut and encoded to the leaders of its partitions until each partition has said that it stands there. What a leader has taken is not sent
// again because another one has failed.
import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, type PartitionAnswer, produce } from './internals.ts';
import { placeOf } from './packets.ts';
import { type EncodedShare, encodeProduceRequest } from './produce-request.ts';

const ACK_MS = 8_000;
const ATTEMPTS_MAX = 5;
/** After which nothing is tried once more. A broker that stands still lets each attempt wait for longer, and whoever sends is to be told. */
const PATIENCE_MS = 10_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_500;

export interface Patience {
  /** Between attempts, milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
  /** Milliseconds of a steady clock. */
  readonly steadyNow: () => number;
}

const untilTold: Patience = { wait: delay, steadyNow: () => performance.now() };

/**
 * @throws Error when some partition has not taken its share: a part of all may stand in the log then.
 */
export async function sendShares(
  cluster: Cluster,
  shares: readonly EncodedShare[],
  { wait, steadyNow }: Patience = untilTold,
): Promise<void> {
  const started = steadyNow();
  let left = shares;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const failed = await sendOnce(cluster, left);
    const [fault] = failed.values();
    if (fault === undefined) return;
    const isOver = attempt === ATTEMPTS_MAX || steadyNow() - started > PATIENCE_MS;
    if (isOver || [...failed.values()].some(isFinal)) throw fault;
    left = left.filter((share) => failed.has(share));
    await wait(jittered(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1))));
    // Brokers come and go, and partitions find other leaders.
    await cluster.refreshMetadata().catch(() => undefined);
  }
}

/** Those that were not taken, and why. */
async function sendOnce(
  cluster: Cluster,
  shares: readonly EncodedShare[],
): Promise<ReadonlyMap<EncodedShare, unknown>> {
  const failed = new Map<EncodedShare, unknown>();
  await cluster.refreshMetadataIfNecessary().catch(() => undefined);
  const sendTo = async (leader: number, ofLeader: readonly EncodedShare[]): Promise<void> => {
    try {
      if (leader < 0) throw new Error(`no leader of ${ofLeader.map(nameOf).join(', ')}`);
      const answers = await produce(cluster, leader, encodeProduceRequest(ofLeader, ACK_MS));
      for (const share of ofLeader) {
        const fault = faultOf(share, answers);
        if (fault !== null) failed.set(share, fault);
      }
    } catch (error) {
      for (const share of ofLeader) failed.set(share, error);
    }
  };
  const byLeader = Map.groupBy(shares, (share) => leaderOf(cluster, share));
  await Promise.all([...byLeader].map(([leader, ofLeader]) => sendTo(leader, ofLeader)));
  return failed;
}

function leaderOf(cluster: Cluster, { topic, partition }: EncodedShare): number {
  return cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ?? -1;
}

function faultOf(share: EncodedShare, answers: readonly PartitionAnswer[]): Error | null {
  const answer = answers.find(({ topic, partition }) => topic === share.topic && partition === share.partition);
  return answer === undefined ? new Error(`no answer about ${nameOf(share)}`) : answer.error;
}

function nameOf({ topic, partition }: EncodedShare): string {
  return placeOf(topic, partition);
}

/** What the broker refuses for good; a connection that breaks or a broker that does not answer may be back soon. */
function isFinal(fault: unknown): boolean {
  const isAnswer = fault instanceof Error && fault.name === 'KafkaJSProtocolError';
  return isAnswer && 'retriable' in fault && fault.retriable === false;
}

function jittered(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random());
}
