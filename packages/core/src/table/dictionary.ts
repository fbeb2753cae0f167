// Numbers for strings (units, codes, dimension values) of one partition's state, given in order of first use and kept
// for ever. Number 0 is `(none)`, the dimension value of a missing field.
import type { ByteReader } from '../bytes/reader.ts';
import type { ByteWriter } from '../bytes/writer.ts';

export const NONE = '(none)';

export interface Dictionary {
  size(): number;
  /** The number of a string; a new string gets the next one. */
  intern(text: string): number;
  textOf(id: number): string;
  /** Writes the strings from `first` up to (not including) `end`. */
  encode(writer: ByteWriter, first: number, end: number): void;
  /** Takes in what `encode` wrote; known numbers are overwritten with what the log says. */
  apply(reader: ByteReader): void;
}

export function createDictionary(): Dictionary {
  const texts: string[] = [NONE];
  const ids = new Map<string, number>([[NONE, 0]]);
  return {
    size: () => texts.length,
    intern: (text) => {
      let id = ids.get(text);
      if (id === undefined) {
        id = texts.length;
        texts.push(text);
        ids.set(text, id);
      }
      return id;
    },
    textOf: (id) => texts[id] ?? NONE,
    encode: (writer, first, end) => {
      writer.unsigned(first);
      writer.unsigned(end - first);
      for (let id = first; id < end; id++) writer.text(texts[id] ?? NONE);
    },
    apply: (reader) => {
      const first = reader.unsigned();
      const count = reader.unsigned();
      for (let id = first; id < first + count; id++) {
        const text = reader.text();
        texts[id] = text;
        ids.set(text, id);
      }
    },
  };
}
