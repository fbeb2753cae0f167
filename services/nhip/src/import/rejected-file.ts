// Import: the list of rejected rows, as a CSV file beside the imported one. It is only there when a row was rejected.
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { CommandFailure } from '../failure.ts';
import type { RowFault } from './row-reader.ts';

export interface RejectedFile {
  /** Where the list is, null as long as nothing was rejected. */
  path(): string | null;
  add(row: number, fault: RowFault): void;
  close(): Promise<void>;
}

/**
 * Takes away the list of an earlier run; where the file's own folder cannot be written, the list goes to the current one.
 * @throws CommandFailure when what stands there cannot be taken away, such as a folder of that name.
 */
export async function openRejectedFile(importedFile: string): Promise<RejectedFile> {
  const path = await writablePlace(importedFile);
  let stream: WriteStream | null = null;
  let failure: unknown = null;
  const started = (): WriteStream => {
    if (stream !== null) return stream;
    stream = createWriteStream(path, 'utf8');
    stream.on('error', (error) => {
      failure = error;
    });
    // With the mark Excel knows that it is UTF-8.
    stream.write('\ufeffrow,column,code,reason\n');
    return stream;
  };
  return {
    path: () => (stream === null ? null : path),
    add(row, { column, code, reason }) {
      started().write(`${[String(row), column ?? '', code, reason].map(quoted).join(',')}\n`);
    },
    async close() {
      if (stream === null) return;
      stream.end();
      await finished(stream).catch((cause) => {
        failure ??= cause;
      });
      if (failure !== null) throw new CommandFailure(`cannot write the rejected rows to ${path}`, { cause: failure });
    },
  };
}

async function writablePlace(importedFile: string): Promise<string> {
  const beside = `${importedFile}.rejected.csv`;
  try {
    await rm(beside, { force: true });
    const probe = createWriteStream(beside, { flags: 'a' });
    probe.end();
    await finished(probe);
    await rm(beside, { force: true });
    return beside;
  } catch {
    const here = resolve(`${basename(importedFile)}.rejected.csv`);
    await rm(here, { force: true }).catch((cause: unknown) => {
      throw new CommandFailure(`the place of rejected rows, ${here}, cannot be written`, { cause });
    });
    return here;
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
