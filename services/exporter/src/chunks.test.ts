// Answers that are sent in pieces: what whoever asked gets, and that whoever makes the text hears that nobody wants more.
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { chunksAsTheyCome, chunksOf, streamOf } from './chunks.ts';

const LINE = 'Tỷ lệ hồ sơ trực tuyến\n';
const LINES = 20_000;

function* lines(ended: () => void): Generator<string> {
  try {
    for (let line = 0; line < LINES; line += 1) yield LINE;
  } finally {
    ended();
  }
}

async function* lists(ended: () => void): AsyncGenerator<Iterable<string>> {
  yield lines(ended);
}

it.each([
  ['as they are made', (ended: () => void) => chunksOf(lines(ended))],
  ['as they come', (ended: () => void) => chunksAsTheyCome(lists(ended))],
])('texts are sent whole, %s, and end when nobody reads them any more', async (_, chunks) => {
  let endings = 0;
  const ended = (): void => {
    endings += 1;
  };
  expect(await text(streamOf(chunks(ended)))).toBe(LINE.repeat(LINES));
  expect(endings).toBe(1);
  const left = streamOf(chunks(ended));
  await once(left, 'readable');
  left.read();
  left.destroy();
  await once(left, 'close');
  expect(endings).toBe(2);
});

it('a text that cannot be made ends the answer with what went wrong', async () => {
  const broken = function* (): Generator<string> {
    yield LINE;
    throw new Error('no more of it');
  };
  await expect(text(streamOf(chunksOf(broken())))).rejects.toThrow('no more of it');
});
