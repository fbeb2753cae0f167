// What a station cannot write and tries again and again, or is told and cannot believe: said in the log of the program when it begins, at
// times while it lasts and when it is over, and at each scrape for how long. Nothing is lost meanwhile, but nobody would know why nothing
// moves.
import type { Logger } from './logger.ts';
import type { Metrics } from './registry.ts';

/** `clock` writes ticks and `tick` is who takes them: they may be threads of one process, whose series must differ. */
export type Station = 'tally' | 'evaluate' | 'inbox' | 'clock' | 'tick';

/** Of one station, partition by partition. */
export interface Trouble {
  /** Something could not be written; it is tried again. */
  failed(partition: number, error: unknown): void;
  /** It could be written. */
  over(partition: number): void;
  /** Somebody else has the partition now. */
  left(partition: number): void;
}

export interface Troubles {
  of(station: Station): Trouble;
}

export interface TroublesOptions {
  readonly logger: Pick<Logger, 'error' | 'info'>;
  readonly metrics: Metrics;
  /** Milliseconds of a steady clock. */
  readonly steadyNow: () => number;
}

/** While it lasts it is said again, since nobody reads a log from its beginning. */
const AGAIN_MS = 300_000;

interface Lasting {
  readonly station: Station;
  readonly partition: number;
  readonly sinceMs: number;
  saidMs: number;
}

export function createTroubles({ logger, metrics, steadyNow }: TroublesOptions): Troubles {
  const lasting = new Map<string, Lasting>();
  const nameOf = (station: Station, partition: number): string => `${station}/${partition}`;
  metrics.read('nhip_log_refusing_seconds', () =>
    [...lasting.values()].map(({ station, partition, sinceMs }) => ({
      labels: { station, partition: String(partition) },
      value: (steadyNow() - sinceMs) / 1000,
    })),
  );
  const failed = (station: Station, partition: number, error: unknown): void => {
    const nowMs = steadyNow();
    const name = nameOf(station, partition);
    const known = lasting.get(name);
    if (known !== undefined && nowMs - known.saidMs < AGAIN_MS) return;
    lasting.set(name, { station, partition, sinceMs: known?.sinceMs ?? nowMs, saidMs: nowMs });
    logger.error({ err: error, station, partition }, `${said[station].begins}: ${adviceFor(error)}`);
  };
  return {
    of: (station) => ({
      failed: (partition, error) => failed(station, partition, error),
      over: (partition) => {
        const known = lasting.get(nameOf(station, partition));
        if (known === undefined) return;
        lasting.delete(nameOf(station, partition));
        const seconds = Math.round((steadyNow() - known.sinceMs) / 1000);
        logger.info({ station, partition, seconds }, `${said[station].ends}, nothing is lost`);
      },
      left: (partition) => void lasting.delete(nameOf(station, partition)),
    }),
  };
}

interface Said {
  readonly begins: string;
  readonly ends: string;
}

const said: Readonly<Record<Station, Said>> = {
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
