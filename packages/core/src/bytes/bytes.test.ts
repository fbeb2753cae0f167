// What the writer writes, the reader reads; a message that is cut short or is no text throws, and is never read as something else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteReader, createByteReader } from './reader.ts';
import { TextMemory } from './text-memory.ts';
import { type ByteWriter, createByteWriter } from './writer.ts';

const checked = { seed: 20_230_310 };

/** One thing written, and how it is read back. */
type Item =
  | { readonly kind: 'byte' | 'unsigned' | 'signed' | 'u32' | 'f64'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array };

const items: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('unsigned' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('signed' as const), value: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.nat(2 ** 32 - 1) }),
  fc.record({ kind: fc.constant('f64' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('text' as const), value: fc.constantFrom('\ufeffmột', 'một\ufeff', 'a'.repeat(200)) }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array() }),
);

function write(writer: ByteWriter, item: Item): void {
  if (item.kind === 'text') writer.text(item.value);
  else if (item.kind === 'bytes') writer.bytes(item.value);
  else writer[item.kind](item.value);
}

function read(reader: ByteReader, item: Item): Item['value'] {
  return item.kind === 'bytes' ? reader.bytes(item.value.length).slice() : reader[item.kind]();
}

function packed(all: readonly Item[], initialBytes?: number): Uint8Array {
  const writer = createByteWriter(initialBytes);
  for (const item of all) write(writer, item);
  return writer.take();
}

describe('bytes', () => {
  it('come back as they were written, whatever the buffer began with', () =>
    fc.assert(
      fc.property(fc.array(items, { maxLength: 40 }), fc.nat(64), (all, initialBytes) => {
        const reader = createByteReader(packed(all, initialBytes));
        expect(all.map((item) => read(reader, item))).toEqual(all.map(({ value }) => value));
        expect(reader.left()).toBe(0);
      }),
      checked,
    ));

  it.each([0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 49 - 1, 2 ** 49, 2 ** 53 - 1, 2 ** 53])(
    'hold the whole number %d exactly',
    (value) => {
      expect(createByteReader(packed([{ kind: 'unsigned', value }], 1)).unsigned()).toBe(value);
    },
  );

  it.each([0, -1, 1, -64, 63, -65, 64, -(2 ** 31), 2 ** 31, 1 - 2 ** 52, -(2 ** 52), 2 ** 52])(
    'hold the signed number %d exactly',
    (value) => {
      expect(createByteReader(packed([{ kind: 'signed', value }], 1)).signed()).toBe(value);
    },
  );

  it('are few for small numbers of either sign', () => {
    for (const value of [-64, -1, 0, 63]) expect(packed([{ kind: 'signed', value }])).toHaveLength(1);
    expect(packed([{ kind: 'unsigned', value: 127 }])).toHaveLength(1);
    expect(packed([{ kind: 'unsigned', value: 2 ** 53 }])).toHaveLength(8);
  });

  it('leave the writer empty when they are taken, and stay as they are when it goes on', () => {
    const writer = createByteWriter(2);
    writer.text('một');
    const first = writer.take();
    expect(writer.length()).toBe(0);
    writer.text('hai');
    expect(createByteReader(first).text()).toBe('một');
    expect(createByteReader(writer.take()).text()).toBe('hai');
  });

  it('leave the writer empty when they are passed on, where the next ones are written over them', () => {
    const writer = createByteWriter(2);
    writer.text('một');
    const passed = writer.pass();
    expect(writer.length()).toBe(0);
    expect(createByteReader(passed).text()).toBe('một');
    writer.text('hai');
    expect(passed.subarray(0, 4)).toEqual(writer.take());
  });

  it('are read message after message, the same texts from one memory', () =>
    fc.assert(
      fc.property(fc.array(fc.array(items, { maxLength: 5 }), { maxLength: 6 }), fc.nat(7), (messages, gap) => {
        // Some lie in one buffer, with something else between them, and some do not.
        const [reader, memory] = [createByteReader(), new TextMemory()];
        const shared = new Uint8Array(100_000).fill(0xff);
        let at = 0;
        for (const [place, all] of messages.entries()) {
          let message = packed(all);
          if (place % 3 !== 2) {
            shared.set(message, at);
            message = shared.subarray(at, at + message.length);
            at += message.length + gap;
          }
          reader.begin(message);
          const given = all.map((item) => (item.kind === 'text' ? reader.text(memory) : read(reader, item)));
          expect(given).toEqual(all.map(({ value }) => value));
          expect(reader.left()).toBe(0);
          expect(() => reader.byte()).toThrow(RangeError);
        }
      }),
      checked,
    ));

  it('are read from the middle of a larger buffer', () => {
    const message = packed([
      { kind: 'f64', value: Math.PI },
      { kind: 'unsigned', value: 300 },
    ]);
    const larger = new Uint8Array(message.length + 10).fill(0xff);
    larger.set(message, 5);
    const reader = createByteReader(larger.subarray(5, 5 + message.length));
    expect([reader.f64(), reader.unsigned(), reader.left()]).toEqual([Math.PI, 300, 0]);
  });
});

describe('a broken message', () => {
  it('throws where it is cut short', () =>
    fc.assert(
      fc.property(items, fc.nat(), (item, pick) => {
        const whole = packed([item]);
        fc.pre(whole.length > 0);
        expect(() => read(createByteReader(whole.subarray(0, pick % whole.length)), item)).toThrow(RangeError);
      }),
      checked,
    ));

  it('throws when its text is not UTF-8', () => {
    for (const memory of [undefined, new TextMemory()])
      expect(() => createByteReader(Uint8Array.of(2, 0xc3, 0x28)).text(memory)).toThrow(TypeError);
  });

  it('throws when a text claims to be longer than the message', () => {
    expect(() => createByteReader(Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 65)).text()).toThrow(RangeError);
  });
});
