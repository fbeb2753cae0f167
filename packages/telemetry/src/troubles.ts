// What a station cannot write and tries again and again, or is told and cannot believe, and what the door has to refuse since the log does not
// take it: said in the log of the program when it begins, at times while it lasts and when it is over, and at each scrape for how long.
// Nothing is lost meanwhile, but nobody would know why nothing moves.
import type { Logger } from './logger.ts';
import type { Metrics, Reading } from './registry.ts';

/** `clock` writes ticks and `tick` is who takes them: they may be threads of one process, whose series must differ. */
export type Station = 'door' | 'tally' | 'evaluate' | 'inbox' | 'clock' | 'tick';

/** Of one station, partition by partition. */
export interface Trouble {
  /** Something could not be written; it is tried again, at the door by whoever has sent it. */
  failed(partition: number, error: unknown): void;
  /** It could be written. */
  over(partition: number): void;
  /** Somebody else has the partition now. */
  left(partition: number): void;
}

/** A trouble that is not over. */
export interface LastingTrouble {
  readonly station: Station;
  readonly partition: number;
  /** Milliseconds of the steady clock. */
  readonly sinceMs: number;
}

export interface Troubles {
  of(station: Station): Trouble;
  /** What lasts now. */
  lasting(): readonly LastingTrouble[];
}

export interface TroublesOptions {
  readonly logger: Pick<Logger, 'error' | 'info'>;
  readonly metrics: Metrics;
  /** Milliseconds of a steady clock. */
  readonly steadyNow: () => number;
  /** Called when a trouble begins or is over. */
  readonly changed?: () => void;
}

/** While it lasts it is said again, since nobody reads a log from its beginning. */
const AGAIN_MS = 300_000;

/**
 * Of many senders some may get through where others do not, as on a disk that is all but full: that it is over is said once none was refused
 * for so long.
 */
const DOOR_CALM_MS = 10_000;
/** The door tries nothing itself: when nobody was refused for so long, nobody knows whether the log takes it by now. */
const DOOR_SILENCE_MS = 60_000;

interface Lasting extends LastingTrouble {
  saidMs: number;
  failedMs: number;
  /** How often it has failed. */
  times: number;
  /** When something was written again, null: nothing was since it last failed. */
  writtenMs: number | null;
  calm?: NodeJS.Timeout | undefined;
}

export function createTroubles({ logger, metrics, steadyNow, changed }: TroublesOptions): Troubles {
  const troubles = new Map<string, Lasting>();
  const nameOf = (station: Station, partition: number): string => `${station}/${partition}`;
  const isSilent = ({ station, failedMs }: Lasting): boolean =>
    station === 'door' && steadyNow() - failedMs > DOOR_SILENCE_MS;
  const lasting = (): readonly Lasting[] =>
    [...troubles.values()].filter((trouble) => trouble.writtenMs === null && !isSilent(trouble));
  metrics.read('nhip_log_refusing_seconds', () => lasting().map((trouble) => sampleOf(trouble, steadyNow())));
  const forget = (station: Station, partition: number): void => {
    const known = troubles.get(nameOf(station, partition));
    if (known === undefined) return;
    clearTimeout(known.calm);
    troubles.delete(nameOf(station, partition));
    changed?.();
  };
  const known = (station: Station, partition: number): Lasting => {
    const former = troubles.get(nameOf(station, partition));
    if (former !== undefined && !isSilent(former)) return former;
    forget(station, partition);
    const nowMs = steadyNow();
    const begun = { station, partition, sinceMs: nowMs, saidMs: -Infinity, failedMs: nowMs, times: 0, writtenMs: null };
    troubles.set(nameOf(station, partition), begun);
    return begun;
  };
  const failed = (station: Station, partition: number, error: unknown): void => {
    const nowMs = steadyNow();
    const trouble = known(station, partition);
    trouble.failedMs = nowMs;
    trouble.writtenMs = null;
    trouble.times += 1;
    const { times } = trouble;
    if (times === 1) changed?.();
    if (nowMs - trouble.saidMs < AGAIN_MS) return;
    trouble.saidMs = nowMs;
    logger.error({ err: error, station, partition, times }, `${said[station].begins}: ${adviceFor(error)}`);
  };
  const end = (trouble: Lasting): void => {
    const { station, partition, sinceMs, writtenMs, times } = trouble;
    forget(station, partition);
    const seconds = Math.round(((writtenMs ?? steadyNow()) - sinceMs) / 1000);
    logger.info({ station, partition, seconds, times }, `${said[station].ends}, nothing is lost`);
  };
  const endOnceCalm = (trouble: Lasting): void => {
    trouble.calm ??= setTimeout(() => {
      trouble.calm = undefined;
      if (trouble.writtenMs === null) return;
      if (steadyNow() - trouble.failedMs >= DOOR_CALM_MS) end(trouble);
      else endOnceCalm(trouble);
    }, DOOR_CALM_MS).unref();
  };
  const over = (station: Station, partition: number): void => {
    // Asked for every request: as a rule there is nothing at all.
    const trouble = troubles.size === 0 ? undefined : troubles.get(nameOf(station, partition));
    if (trouble === undefined) return;
    trouble.writtenMs ??= steadyNow();
    if (station === 'door') endOnceCalm(trouble);
    else end(trouble);
  };
  return {
    lasting: () => lasting().map(({ station, partition, sinceMs }) => ({ station, partition, sinceMs })),
    of: (station) => ({
      failed: (partition, error) => failed(station, partition, error),
      over: (partition) => over(station, partition),
      left: (partition) => forget(station, partition),
    }),
  };
}

function sampleOf(
  { station, partition, sinceMs }: LastingTrouble,
  nowMs: number,
): Reading<'nhip_log_refusing_seconds'> {
  return { labels: { station, partition: String(partition) }, value: (nowMs - sinceMs) / 1000 };
}

interface Said {
  readonly begins: string;
  readonly ends: string;
}

const said: Readonly<Record<Station, Said>> = {
  door: { begins: 'the door answers 503, since the log takes no events', ends: 'the door takes events again' },
  tally: writing('tally'),
  evaluate: writing('evaluate'),
  inbox: writing('inbox'),
  clock: writing('clock'),
  tick: { begins: 'a tick is not believed', ends: 'ticks are believed again' },
};

function writing(station: Station): Said {
  return { begins: `${station} cannot write and tries again`, ends: `${station} writes again` };
}

const REFUSED = /not authori[sz]ed|_AUTHORIZATION_FAILED/i;
const WRONG_CLOCK = /ahead of the clock/;
const REBUILDING = /NHIP_LOG_REBUILDING/;
const TOO_LARGE = /max message size|MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE/i;

/** What is to be done, as far as the error tells. */
function adviceFor(error: unknown): string {
  const text = chainOf(error);
  if (text.includes('NHIP_LOG_FULL')) return 'make room on the disk of the data folder';
  if (WRONG_CLOCK.test(text)) return 'set the clocks of the machines right';
  if (REFUSED.test(text)) return 'allow it what it may not do on the broker';
  const again = 'a rebuild has closed the log; where none is running any more, run `nhip rebuild` again';
  if (REBUILDING.test(text)) return again;
  if (TOO_LARGE.test(text))
    return `let the broker take messages of 1 MB (message.max.bytes, max.message.bytes), unless ${again}`;
  return 'look at the disk, or at the brokers, at what it may do there and at the network';
}

function chainOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 6; at = at.cause) {
    texts.push(at.message, 'type' in at ? String(at.type) : '');
  }
  return texts.join(' ');
}
