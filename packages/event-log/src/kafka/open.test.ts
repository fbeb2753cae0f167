// Whoever has no brokers does not load the client library that reaches them.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const FACE = new URL('../index.ts', import.meta.url).href;

/** Prints how many modules of the library were loaded: once the package is, and once brokers were asked for. */
const PROGRAM = `
  import { registerHooks } from 'node:module';
  let loaded = 0;
  registerHooks({
    load: (url, context, next) => {
      if (url.includes('/node_modules/kafkajs/')) loaded += 1;
      return next(url, context);
    },
  });
  const { openKafkaLog } = await import('${FACE}');
  const before = loaded;
  const settings = { brokers: [], clientId: 'nobody', prefix: 'none', generation: 1 };
  const code = await openKafkaLog(settings).then(() => null, (error) => error.code);
  console.log(JSON.stringify({ before, isLoaded: loaded > 0, code }));
`;

it('the package knows the driver for Kafka without its client library, and loads that for whoever asks', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    encoding: 'utf8',
    env: { ...process.env, KAFKAJS_NO_PARTITIONER_WARNING: '1' },
  });
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toEqual({ before: 0, isLoaded: true, code: 'NHIP_LOG_UNAVAILABLE' });
});
