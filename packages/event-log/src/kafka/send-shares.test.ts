// What is done with the answers of leaders: sent again is what was not taken, and nothing else.
import { describe, expect, it } from 'vitest';
import type { Cluster } from './internals.ts';
import { cutShares } from './packets.ts';
import { encodeShare } from './produce-request.ts';
import { sendShares } from './send-shares.ts';

const NONE = 0;
const NOT_LEADER = 6;
const TOO_LARGE = 10;
const SILENT = 'silent';
/** As long as a client waits for a broker that has its connection and says nothing. */
const SILENT_MS = 15_000;

/** For a partition what each attempt is answered with; the last answer holds. */
type Answers = Readonly<Record<number, readonly (number | typeof SILENT)[]>>;

interface Sent {
  /** Partitions of each request, by leader. */
  readonly requests: (readonly [leader: number, partitions: readonly number[]])[];
  refreshed: number;
  readonly waits: number[];
}

/** Two leaders: of the even partitions, and of the odd ones. @param silentMs how long it takes until one is not waited for any more. */
async function send(answers: Answers, silentMs = 0): Promise<Sent & { readonly error: unknown }> {
  const sent: Sent = { requests: [], refreshed: 0, waits: [] };
  const asked = new Map<number, number>();
  let now = 0;
  const answerOf = (partition: number): number | typeof SILENT => {
    const attempt = asked.get(partition) ?? 0;
    asked.set(partition, attempt + 1);
    const all = answers[partition] ?? [NONE];
    return all[Math.min(attempt, all.length - 1)] ?? NONE;
  };
  const exchange = async (leader: number, body: Buffer) => {
    const partitions = partitionsIn(body);
    sent.requests.push([leader, partitions]);
    const codes = partitions.map((partition) => ({ partition, errorCode: answerOf(partition) }));
    if (codes.some(({ errorCode }) => errorCode === SILENT)) {
      now += silentMs;
      throw new Error('no answer in time');
    }
    return { topics: [{ topicName: 'events', partitions: codes }] };
  };
  const cluster = {
    refreshMetadataIfNecessary: async () => {},
    refreshMetadata: async () => {
      sent.refreshed += 1;
    },
    findTopicPartitionMetadata: () => [0, 1, 2, 3].map((partitionId) => ({ partitionId, leader: partitionId % 2 })),
    findBroker: async ({ nodeId }: { readonly nodeId: number }) => ({
      connectionPool: {
        send: async ({ request }: { readonly request: { encode(): Promise<{ readonly buffer: Buffer }> } }) =>
          exchange(nodeId, (await request.encode()).buffer),
      },
    }),
  } as unknown as Cluster;
  const entries = [0, 1, 2, 3].map((partition) => {
    return { topic: 'events', partition, key: null, value: Buffer.from(`of ${partition}`) };
  });
  const [shares = []] = cutShares(entries);
  const wait = async (ms: number): Promise<void> => void sent.waits.push(ms);
  const encoded = await Promise.all(shares.map((share) => encodeShare(share, 0)));
  const error = await sendShares(cluster, encoded, { wait, steadyNow: () => now }).catch((fault: unknown) => fault);
  return { ...sent, error };
}

/** Reads the body as a broker does. */
function partitionsIn(body: Buffer): readonly number[] {
  expect([body.readInt16BE(0), body.readInt16BE(2), body.readInt32BE(8)]).toEqual([-1, -1, 1]);
  let at = 14 + body.readInt16BE(12);
  const count = body.readInt32BE(at);
  at += 4;
  const partitions: number[] = [];
  for (let place = 0; place < count; place += 1) {
    partitions.push(body.readInt32BE(at));
    at += 8 + body.readInt32BE(at + 4);
  }
  expect(at).toBe(body.length);
  return partitions;
}

describe('shares of partitions', () => {
  it('go to their leaders, once', async () => {
    const { requests, error, waits } = await send({});
    expect(error).toBeUndefined();
    expect(requests).toEqual([
      [0, [0, 2]],
      [1, [1, 3]],
    ]);
    expect(waits).toEqual([]);
  });

  it('are sent again where the leader is another one now, and only those', async () => {
    const { requests, error, refreshed, waits } = await send({ 2: [NOT_LEADER, NOT_LEADER, NONE] });
    expect(error).toBeUndefined();
    expect(requests.slice(2)).toEqual([
      [0, [2]],
      [0, [2]],
    ]);
    expect(refreshed).toBe(2);
    expect(waits[0]).toBeGreaterThanOrEqual(80);
    expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  });

  it('are all sent again to a broker that did not answer', async () => {
    const { requests, error } = await send({ 1: [SILENT, NONE] });
    expect(error).toBeUndefined();
    expect(requests.slice(2)).toEqual([[1, [1, 3]]]);
  });

  it('fail at once when a leader stands still: whoever sends has waited long enough', async () => {
    const { requests, error } = await send({ 0: [SILENT] }, SILENT_MS);
    expect(error).toEqual(new Error('no answer in time'));
    expect(requests).toHaveLength(2);
  });

  it('fail in the end when a leader stays away, and at once when it refuses them for good', async () => {
    const away = await send({ 0: [SILENT] });
    expect(away.error).toEqual(new Error('no answer in time'));
    expect(away.requests).toHaveLength(2 + 4);
    const refused = await send({ 3: [TOO_LARGE] });
    expect(refused.error).toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    expect(refused.requests).toHaveLength(2);
  });
});
