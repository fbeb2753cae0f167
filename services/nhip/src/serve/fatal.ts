// How the process tells what it died of: with everything that is known in its log, and in one line where whoever starts it can mend it.
import type { Logger } from '@nhip/telemetry';
import { describe } from '../failure.ts';

/** The catalogue and what is kept do not go together: this is for the person who changed the catalogue. */
const OF_CATALOGUE = /NHIP_TALLY_(?:REBUILD_DUE|UNIT_GONE): (.+)$/;

/** What whoever changed the catalogue is to do, null for any other fault. */
export function adviceOf(error: unknown): string | null {
  return OF_CATALOGUE.exec(describe(error))?.[1] ?? null;
}

export function fatalTo(logger: Logger): (error: unknown) => void {
  return (error) => {
    logger.fatal({ err: error }, 'the service cannot go on');
    const said = adviceOf(error);
    if (said !== null) process.stderr.write(`nhip: ${said}\n`);
  };
}
