// JSON without loss: what a double holds exactly passes, everything else is found with its place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan, isExact, pointerOf, readJson } from './json-text.ts';

const checked = { seed: 20_261_130 };

function inexactIn(text: string): readonly string[] {
  const json = readJson(Buffer.from(text));
  if (json.kind === 'broken') throw new Error(json.code);
  return json.inexact.map(({ path, source }) => `${pointerOf(path)} ${source}`);
}

describe('a number', () => {
  it('is exact when its shortest form is what was written', () => {
    for (const text of [
      '0',
      '-0',
      '0.10',
      '1e3',
      '1.5E-3',
      '9007199254740992',
      '123456789012345',
      '0.1',
      '1e21',
      '5e-324',
    ]) {
      expect([text, inexactIn(text)]).toEqual([text, []]);
    }
  });

  it('is found with its place when it is not', () => {
    expect(inexactIn('9007199254740993')).toEqual([' 9007199254740993']);
    expect(inexactIn('{"a":[1,{"b/c":1e400}],"d":1e-400,"e":"1e400"}')).toEqual(['/a/1/b~1c 1e400', '/d 1e-400']);
    expect(inexactIn('[ 0.1000000000000000055511151231257827, -12345678901234567.5 ]')).toEqual([
      '/0 0.1000000000000000055511151231257827',
      '/1 -12345678901234567.5',
    ]);
  });

  it('written from a double is always exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isExact(String(value), value)).toBe(true);
        expect(inexactIn(`{"x":[${JSON.stringify(value)}]}`)).toEqual([]);
      }),
      checked,
    );
  });

  it('of up to 15 significant digits is always exact, of 18 or more never', () => {
    const digits = (count: string) => fc.stringMatching(new RegExp(`^[1-9][0-9]${count}[1-9]$`));
    const places = fc.integer({ min: -30, max: 30 });
    const written = (text: string, place: number) => [
      `0.${text}e${place}`,
      `[${text}e${place}]`,
      `${text}${'0'.repeat(Math.abs(place))}`,
    ];
    fc.assert(
      fc.property(digits('{0,13}'), digits('{16,40}'), places, (short, long, place) => {
        for (const text of written(short, place)) expect([text, inexactIn(text)]).toEqual([text, []]);
        for (const text of written(long, place)) expect([text, inexactIn(text).length]).toEqual([text, 1]);
      }),
      checked,
    );
  });
});

describe('a text', () => {
  it('must be JSON in UTF-8', () => {
    const code = (bytes: Buffer) => {
      const json = readJson(bytes);
      return json.kind === 'broken' ? json.code : json.kind;
    };
    expect(code(Buffer.from('{"a":'))).toBe('NHIP_EVENT_JSON_BROKEN');
    expect(code(Buffer.from(''))).toBe('NHIP_EVENT_JSON_BROKEN');
    expect(code(Buffer.from('\ufeff{}'))).toBe('NHIP_EVENT_JSON_BROKEN');
    expect(code(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('NHIP_EVENT_TEXT_BROKEN');
    expect(code(Buffer.from('"Hồ sơ"'))).toBe('value');
  });

  it('is told where it is broken, and what to do about it', () => {
    const message = (text: string) => {
      const json = readJson(Buffer.from(text));
      return json.kind === 'broken' ? json.message : json.kind;
    };
    expect(message('{"a":1\n "b":2}')).toMatch(/^this is not well-formed JSON: .*line 2 column 2/);
    expect(message(' \n')).toBe('this is not well-formed JSON: it is empty');
    expect(message('\ufeff{}')).toContain('byte order mark, save it as UTF-8 without one');
  });

  it('may name a key twice, or name a prototype, without effect on anything else', () => {
    const json = readJson(Buffer.from('{"a":1,"a":2,"__proto__":{"polluted":1},"constructor":3}'));
    expect(json.kind === 'value' ? Object.entries(json.value as object) : json.code).toEqual([
      ['a', 2],
      ['__proto__', { polluted: 1 }],
      ['constructor', 3],
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('depth', () => {
  it('counts objects and lists, and any depth can be asked for', () => {
    const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(isDeeperThan(5, 0)).toBe(false);
    expect(isDeeperThan(nested(3), 3)).toBe(false);
    expect(isDeeperThan({ a: nested(3) }, 3)).toBe(true);
    expect(isDeeperThan(nested(200_000), 32)).toBe(true);
  });
});
