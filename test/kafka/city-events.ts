// Kafka: events of a generated file of cases, each about a record of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@nhip/nhip';
import { readCaseEvents } from '../real-data/case-events.ts';
import { generateFile } from '../real-data/generated-file.ts';

const STATED_AT = '2016-01-15T12:00:00.000Z';

export async function cityEvents(count: number, random: () => number): Promise<readonly CloudEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-city-events-'));
  try {
    const file = join(folder, 'cases.csv.gz');
    writeFileSync(file, generateFile(count, random).bytes);
    return (await readCaseEvents(file, STATED_AT)).events;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
