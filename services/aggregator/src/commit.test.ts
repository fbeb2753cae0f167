// A commit that waits for the log: it is told why, and that it waits no more; a fenced owner does not wait.
import { LogError, type LogErrorCode, type Owner } from '@nhip/event-log';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commitPatiently, createLeavings } from './commit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Refuses so many times, then takes it. */
function ownerThat(refuses: number, code: LogErrorCode): Owner {
  let left = refuses;
  return {
    partition: 3,
    commit: async () => {
      left -= 1;
      if (left >= 0) throw new LogError(code, 'commit');
      return [7];
    },
  };
}

function told() {
  const lines: string[] = [];
  const tell = (what: string) => (partition: number) => void lines.push(`${what} ${partition}`);
  return { lines, trouble: { failed: tell('failed'), over: tell('over'), left: tell('left') } };
}

it('tells each time that the log does not take it, and when it does', async () => {
  const { lines, trouble } = told();
  const committed = commitPatiently({ owner: ownerThat(2, 'NHIP_LOG_FULL'), outputs: [], position: 1, trouble });
  await vi.runAllTimersAsync();
  expect(await committed).toEqual([7]);
  expect(lines).toEqual(['failed 3', 'failed 3', 'over 3']);
});

it('tells nothing of a commit that is taken at once', async () => {
  const { lines, trouble } = told();
  await commitPatiently({ owner: ownerThat(0, 'NHIP_LOG_FULL'), outputs: [], position: 1, trouble });
  expect(lines).toEqual([]);
});

it.each(['NHIP_LOG_FENCED', 'NHIP_LOG_REFUSED', 'NHIP_LOG_COMMIT_UNSURE'] as const)(
  'does not wait, nor tell of it, when the ownership is over (%s)',
  async (code) => {
    const { lines, trouble } = told();
    const committed = commitPatiently({ owner: ownerThat(1, code), outputs: [], position: 1, trouble });
    await expect(committed).rejects.toMatchObject({ code });
    expect(lines).toEqual([]);
  },
);

it('does not wait where nobody has patience', async () => {
  const { lines, trouble } = told();
  const owner = ownerThat(1, 'NHIP_LOG_FULL');
  const committed = commitPatiently({ owner, outputs: [], position: 1, trouble, patienceMs: 0 });
  await expect(committed).rejects.toMatchObject({ code: 'NHIP_LOG_FULL' });
  expect(lines).toEqual([]);
});

describe('when its partition leaves', () => {
  it('gives up at once, and tells why it had waited', async () => {
    const { trouble } = told();
    const leavings = createLeavings();
    leavings.came(3);
    const owner = ownerThat(Infinity, 'NHIP_LOG_FULL');
    const committed = commitPatiently({ owner, outputs: [], position: 1, trouble, leaving: leavings.of(3) });
    const given = expect(committed).rejects.toMatchObject({
      code: 'NHIP_LOG_UNAVAILABLE',
      cause: { code: 'NHIP_LOG_FULL' },
    });
    await vi.advanceTimersByTimeAsync(20_000);
    leavings.leaves(3);
    // No time passes from here on.
    await given;
  });

  it('still tries once, and waits again after it came back', async () => {
    const leavings = createLeavings();
    leavings.came(3);
    leavings.leaves(3);
    const once = { outputs: [], position: 1, trouble: undefined };
    const taken = commitPatiently({ ...once, owner: ownerThat(0, 'NHIP_LOG_FULL'), leaving: leavings.of(3) });
    expect(await taken).toEqual([7]);
    leavings.came(3);
    const again = commitPatiently({ ...once, owner: ownerThat(2, 'NHIP_LOG_FULL'), leaving: leavings.of(3) });
    await vi.runAllTimersAsync();
    expect(await again).toEqual([7]);
  });
});
