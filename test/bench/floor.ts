// Benchmark: the floor, what any service would have to do at least: in one bare loop, parse each batch, check each event with
// the service's own compiled decoder, and append the batch to SQLite with synchronous=FULL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDecoder, decodeBatch } from '@nhip/events';
import type { Setting } from './setting.ts';
import { encodeEvent, eventAt, type Stretch } from './stream.ts';

/** Events per second of one run over the stretch, in batches of `batch`. */
export async function runFloor({ plan }: Setting, stretch: Stretch, batch: number): Promise<number> {
  const bodies = encodeBodies(stretch, batch);
  const decoder = await createDecoder(plan);
  const folder = mkdtempSync(join(process.env.NHIP_BENCH_DIR ?? tmpdir(), 'nhip-floor-'));
  const database = openDatabase(join(folder, 'floor.db'));
  const insert = database.prepare('INSERT INTO events (body) VALUES (?)');
  const started = performance.now();
  for (const body of bodies) {
    const decoded = decodeBatch(body);
    if (decoded.kind === 'rejected') throw new Error('the floor refuses a batch');
    for (const event of decoded.events) {
      const verdict =
        event.kind === 'rejected'
          ? event
          : decoder.decode(event.envelope, agencyOf(event.envelope.source), stretch.nowMs);
      if (verdict.kind === 'rejected') throw new Error(`the floor refuses an event: ${JSON.stringify(verdict.faults)}`);
    }
    insert.run(body);
  }
  const seconds = (performance.now() - started) / 1000;
  database.close();
  rmSync(folder, { recursive: true });
  return stretch.count / seconds;
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA page_size = 16384');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE events (place INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  return database;
}

function agencyOf(source: string): string {
  return source.split('/')[1] ?? '';
}

function encodeBodies(stretch: Stretch, batch: number): readonly Buffer[] {
  const bodies: Buffer[] = [];
  for (let first = stretch.first; first < stretch.first + stretch.count; first += batch) {
    const length = Math.min(batch, stretch.first + stretch.count - first);
    const events = Array.from({ length }, (_, place) => encodeEvent(stretch, eventAt(stretch, first + place)));
    bodies.push(Buffer.from(`[${events.join(',')}]`, 'utf8'));
  }
  return bodies;
}
