// How the process tells what it died of: with everything that is known in its log, and in one line where whoever starts it can mend it.
import type { Logger } from '@nhip/telemetry';
import { describe } from '../failure.ts';

/** The catalogue and what is kept do not go together: this is for the person who changed the catalogue. */
const OF_CATALOGUE = /NHIP_TALLY_(?:REBUILD_DUE|UNIT_GONE): (.+)$/;

export function fatalTo(logger: Logger): (error: unknown) => void {
  return (error) => {
    logger.fatal({ err: error }, 'the service cannot go on');
    const [, said] = OF_CATALOGUE.exec(describe(error)) ?? [];
    if (said !== undefined) process.stderr.write(`nhip: ${said}\n`);
  };
}
