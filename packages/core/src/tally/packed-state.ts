// How the tally's records and cells are packed into messages of the block logs: sections of strings, rows and counts.
// Every message stands alone and holds absolute content, so messages may be read again, and blocks after changes.
import { createByteReader } from '../bytes/reader.ts';
import { type ByteWriter, createByteWriter } from '../bytes/writer.ts';
import type { Dictionary } from '../table/dictionary.ts';

/** A large state that a block log keeps: it can be packed block by block, each block in its own messages. */
export interface PackedState {
  /** How many blocks there are; a block keeps its index for ever, and one without content packs to no message. */
  blockCount(): number;
  encodeBlock(index: number): Uint8Array[];
  /** About how many bytes all blocks take. */
  liveBytes(): number;
  apply(message: Uint8Array): void;
  /** Applies it section by section: whoever has other work too may pause after each. */
  applying(message: Uint8Array): IterableIterator<void>;
}

/** One kind of content, in chunks of rows. */
export interface Section {
  /** Rows there are now. */
  size(): number;
  readonly rowsPerBlock: number;
  encode(writer: ByteWriter, first: number, end: number): void;
  apply(reader: ReturnType<typeof createByteReader>): void;
}

const MESSAGE_BYTES = 256 * 1024;
const ROW_BYTES_GUESS = 64;

/** Sections take turns in the numbering of blocks (block = chunk * sections + section), so that growth never renumbers. */
export function packSections(sections: readonly Section[]): PackedState & { readonly stream: MessageStream } {
  let packedBytes = 0;
  let packedRows = 0;
  const chunks = (section: Section): number => Math.ceil(section.size() / section.rowsPerBlock);
  const stream = createMessageStream((bytes, rows) => {
    packedBytes += bytes;
    packedRows += rows;
  });
  const applying = (message: Uint8Array): IterableIterator<void> => applySections(sections, message);
  return {
    stream,
    blockCount: () => sections.length * Math.max(0, ...sections.map(chunks)),
    encodeBlock: (index) => {
      const place = index % sections.length;
      const section = sections[place];
      if (section === undefined) return [];
      const first = Math.floor(index / sections.length) * section.rowsPerBlock;
      const end = Math.min(section.size(), first + section.rowsPerBlock);
      if (first >= end) return [];
      return encodeRows({ section, place }, first, end);
    },
    liveBytes: () => {
      const rows = sections.reduce((sum, section) => sum + section.size(), 0);
      return rows * (packedRows === 0 ? ROW_BYTES_GUESS : packedBytes / packedRows);
    },
    applying,
    apply: (message) => {
      for (const _section of applying(message));
    },
  };
}

/** Takes in a message section by section, each of a few thousand rows at most: between two of them others may have their turn. */
export function* applySections(sections: readonly Pick<Section, 'apply'>[], message: Uint8Array): Generator<void> {
  const reader = createByteReader(message);
  while (reader.left() > 0) {
    const section = sections[reader.byte()];
    if (section === undefined) throw new RangeError('the message has a section that this plan does not know');
    section.apply(reader);
    yield;
  }
}

/** One message, or several where the rows are large. */
function encodeRows(
  of: { readonly section: Section; readonly place: number },
  first: number,
  end: number,
): Uint8Array[] {
  const writer = createByteWriter();
  writer.byte(of.place);
  of.section.encode(writer, first, end);
  if (writer.length() <= 2 * MESSAGE_BYTES || end - first === 1) return [writer.take()];
  const middle = (first + end) >>> 1;
  return [...encodeRows(of, first, middle), ...encodeRows(of, middle, end)];
}

/** Collects sections into messages of bounded size. */
export interface MessageStream {
  /** Writes one section with at most a few thousand rows. */
  section(place: number, rows: number, write: (writer: ByteWriter) => void): void;
  take(): Uint8Array[];
}

function createMessageStream(packed: (bytes: number, rows: number) => void): MessageStream {
  const writer = createByteWriter(MESSAGE_BYTES);
  let messages: Uint8Array[] = [];
  return {
    section: (place, rows, write) => {
      const before = writer.length();
      writer.byte(place);
      write(writer);
      packed(writer.length() - before, rows);
      if (writer.length() > MESSAGE_BYTES) messages.push(writer.take());
    },
    take: () => {
      if (writer.length() > 0) messages.push(writer.take());
      const taken = messages;
      messages = [];
      return taken;
    },
  };
}

export function dictionarySection(dictionary: Dictionary): Section {
  return {
    size: dictionary.size,
    rowsPerBlock: 2048,
    encode: (writer, first, end) => dictionary.encode(writer, first, end),
    apply: (reader) => dictionary.apply(reader),
  };
}
