// The trace of a commit on its last message, the one that makes it whole: whoever reads the commit goes on with the trace.
import type { Output } from '@nhip/event-log';
import type { TraceHeaders } from '@nhip/telemetry';

/** The same outputs when nobody traces. */
export function withTrace(outputs: readonly Output[], trace: TraceHeaders | undefined): readonly Output[] {
  const last = outputs.at(-1);
  if (trace === undefined || last === undefined) return outputs;
  return [...outputs.slice(0, -1), { ...last, headers: { ...last.headers, ...trace } }];
}
