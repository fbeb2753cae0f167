// How the runs of one series are packed: each by its distance from the one before and its length, then what it carries.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';
import { type Stretch, stretchOf } from './run-list.ts';

export function encodeStretches<T>(
  writer: ByteWriter,
  stretches: readonly Stretch<T>[],
  write: (carries: T) => void,
): void {
  writer.unsigned(stretches.length);
  let at = 0;
  for (const { first, end, carries } of stretches) {
    writer.signed(first - at);
    writer.unsigned(end - first);
    write(carries);
    at = end;
  }
}

export function decodeStretches<T>(reader: ByteReader, read: () => T): readonly Stretch<T>[] {
  const stretches: Stretch<T>[] = [];
  let at = 0;
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    const first = at + reader.signed();
    const end = first + reader.unsigned();
    stretches.push(stretchOf(first, end, read()));
    at = end;
  }
  return stretches;
}
