// Benchmark: the stream of events, which every run sends alike.
import { describe, expect, it } from 'vitest';
import { encodeEvent, eventAt, receivedAmong, type Stretch } from './stream.ts';

const RECORDS = 12_000;
const stretch: Stretch = {
  kind: 'fresh',
  first: 0,
  count: 2 * RECORDS,
  records: RECORDS,
  nowMs: Date.UTC(2026, 0, 15, 6),
  codes: { units: ['a', 'b'], procedures: ['1.000001', '1.000002', '1.000003'] },
};

function all(given: Stretch) {
  return Array.from({ length: given.count }, (_, index) => eventAt(given, given.first + index));
}

describe('a fresh stream', () => {
  it('receives every record once, and finishes it once afterwards', () => {
    const receivedAt = new Map<number, number>();
    const finished = new Set<number>();
    for (const [index, { kind, record }] of all(stretch).entries()) {
      if (kind === 'received') {
        expect(receivedAt.has(record)).toBe(false);
        receivedAt.set(record, index);
      } else {
        expect(receivedAt.has(record) && !finished.has(record)).toBe(true);
        finished.add(record);
      }
    }
    expect([receivedAt.size, finished.size]).toEqual([RECORDS, RECORDS]);
  });

  it('knows how many of its first events are receipts', () => {
    let received = 0;
    for (const [index, { kind }] of all(stretch).entries()) {
      if (kind === 'received') received += 1;
      if (index % 997 === 0) expect(receivedAmong(RECORDS, index + 1)).toBe(received);
    }
  });

  it('has events of about 350 bytes that state nothing of the future', () => {
    const texts = all(stretch).map((event) => encodeEvent(stretch, event));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length;
    expect(bytes).toBeGreaterThan(320);
    expect(bytes).toBeLessThan(380);
    for (const text of texts) {
      const { time, data } = JSON.parse(text) as { time: string; data: { receivedAt?: string; finishedAt?: string } };
      const moments = [time, data.receivedAt ?? data.finishedAt ?? ''].map((moment) => Date.parse(moment));
      expect(Math.max(...moments)).toBeLessThanOrEqual(stretch.nowMs);
    }
  });
});

describe('a stream of newer statements', () => {
  it('speaks of every record once a round, with versions that grow', () => {
    const rounds = 3;
    const again: Stretch = { ...stretch, kind: 'again', count: rounds * RECORDS };
    const events = all(again);
    for (let round = 0; round < rounds; round += 1) {
      const part = events.slice(round * RECORDS, (round + 1) * RECORDS);
      expect(new Set(part.map(({ record }) => record)).size).toBe(RECORDS);
      expect(new Set(part.map(({ version }) => version))).toEqual(new Set([1 + round]));
    }
  });
});
