// Preloaded into the program by a test: prints which OpenTelemetry packages each thread loads, whoever asks for them.
import { registerHooks } from 'node:module';

const seen = new Set<string>();

registerHooks({
  load(url, context, nextLoad) {
    const name = /@opentelemetry\/([a-z-]+)\//.exec(url.slice(url.lastIndexOf('node_modules')))?.[1];
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      process.stderr.write(`loads @opentelemetry/${name}\n`);
    }
    return nextLoad(url, context);
  },
});
