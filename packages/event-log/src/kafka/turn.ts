// One rebuild at a time in a whole city: its turn is to own the only partition of `generations`, as the member of a group owns a partition,
// so that a turn whose process was killed ends with its session, and one that was lost can write nothing there any more.
import { setTimeout as delay } from 'node:timers/promises';
import { LogError, type Owner } from '../port.ts';
import { KafkaMember, type MemberReach } from './member.ts';
import { SESSION_MS } from './settings.ts';

export interface HeldTurn {
  /** Aborted once it is somebody else's, or may be: for good, with the `LogError` that `check` throws. */
  readonly lost: AbortSignal;
  /** @throws LogError `NHIP_LOG_FENCED` when it is somebody else's by now. */
  check(): void;
  /** Appends to `generations`. @throws LogError as a commit does. */
  write(entry: object): Promise<void>;
  close(): Promise<void>;
}

/** Whoever had it and was killed is out by then. */
const WAIT_MS_MAX = SESSION_MS + 5_000;

/**
 * @param end position after the last entry of `generations`.
 * @throws LogError `NHIP_LOG_IN_USE` when somebody else has it and keeps it.
 */
export async function takeTurn(reach: MemberReach, end: () => Promise<number>): Promise<HeldTurn> {
  let owner: Owner | null = null;
  const lost = new AbortController();
  const given = Promise.withResolvers<void>();
  const member = new KafkaMember(reach, {
    group: 'rebuild',
    topic: 'generations',
    handler: {
      assigned: async (next) => {
        const position = await end();
        // What another one has done meanwhile is not known here: a turn that was lost does not come back.
        if (!lost.signal.aborted) owner = next;
        given.resolve();
        return position;
      },
      batch: async () => {},
      revoked: async () => {
        if (owner !== null) lost.abort(gone());
        owner = null;
      },
    },
    failed: given.reject,
  });
  const held = (): Owner => {
    if (owner === null) throw gone();
    return owner;
  };
  try {
    await member.start();
    const wait = new AbortController();
    const late = delay(WAIT_MS_MAX, undefined, { signal: wait.signal }).then(
      () => {
        throw new LogError('NHIP_LOG_IN_USE', 'another rebuild of this city is under way');
      },
      () => undefined,
    );
    await Promise.race([given.promise, late]).finally(() => wait.abort());
  } catch (error) {
    await member.close();
    throw error;
  }
  return {
    lost: lost.signal,
    check: () => void held(),
    write: async (entry) => {
      const value = Buffer.from(JSON.stringify(entry));
      await held()
        .commit([{ topic: 'generations', partition: 0, key: null, value }], 0)
        .catch((error: unknown) => {
          throw error instanceof LogError && error.code === 'NHIP_LOG_FENCED' ? gone(error) : error;
        });
    },
    close: () => member.close(),
  };
}

function gone(cause?: unknown): LogError {
  return new LogError('NHIP_LOG_FENCED', 'go on with the rebuild: another one has begun since', { cause });
}
