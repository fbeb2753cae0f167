// The body of an answer to a delivery: `{accepted, rejected, results: [{index, status, code?, pointer?, message?}]}`. An event
// with several faults names the first in these members and lists all of them in `faults`. Written by hand: it is the hot path.
import type { Verdict } from './intake.ts';

export function verdictsBody(verdicts: readonly Verdict[]): string {
  let rejected = 0;
  let results = '';
  for (let index = 0; index < verdicts.length; index++) {
    const verdict = verdicts[index];
    if (verdict === undefined) continue;
    if (index > 0) results += ',';
    if (verdict.kind === 'accepted') {
      results += `{"index":${index},"status":"accepted"}`;
      continue;
    }
    rejected++;
    const { faults } = verdict;
    results += JSON.stringify({
      index,
      status: 'rejected',
      ...faults[0],
      ...(faults.length > 1 ? { faults } : {}),
    });
  }
  return `{"accepted":${verdicts.length - rejected},"rejected":${rejected},"results":[${results}]}`;
}

/** The answer to a single event that was accepted. */
export const ACCEPTED_BODY = verdictsBody([{ kind: 'accepted' }]);
