// The log of the program: what a line of it holds, and what it never holds.
import { expect, it } from 'vitest';
import { createLogger, type LogLevel } from './logger.ts';

function logged(level: LogLevel, write: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  write(createLogger({ level, thread: 'main', write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes an error with its code and the whole chain of its causes', () => {
  const disk = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const log = Object.assign(new Error('NHIP_LOG_FULL: append 500 entries', { cause: disk }), { code: 'NHIP_LOG_FULL' });
  const [line] = logged('info', (logger) =>
    logger.error({ err: new Error('take in a batch', { cause: log }) }, 'failed'),
  );
  expect(line).toMatchObject({
    level: 'error',
    thread: 'main',
    msg: 'failed',
    err: {
      message: 'take in a batch',
      cause: { message: 'NHIP_LOG_FULL: append 500 entries', code: 'NHIP_LOG_FULL', cause: { code: 'ENOSPC' } },
    },
  });
});

it('leaves out what lies below its level', () => {
  const lines = logged('warn', (logger) => {
    logger.info('not written');
    logger.warn('written');
  });
  expect(lines.map(({ msg }) => msg)).toEqual(['written']);
});

it('does not write keys of agencies', () => {
  const [line] = logged('info', (logger) => logger.info({ headers: { authorization: 'Bearer secret' } }, 'request'));
  expect(JSON.stringify(line)).not.toContain('secret');
});
