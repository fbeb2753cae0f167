// What stands beside the records with each commit, and whether records that stand in the log go with a catalogue.
import type { Plan } from '@nhip/core';
import type { Restored } from '@nhip/event-log';
import { NhipError } from '@nhip/events';

export interface RecordsMeta {
  /** Next offset of `events` to be counted. It travels with the records, so that both move together or not at all. */
  readonly position: number;
  /** The zone whose midnights the stated days were read as: records keep moments. Left out by versions that did not tell. */
  readonly timeZone?: string;
}

/** @throws NhipError when the records were kept by a catalogue of other fields, or of another time zone. */
export function checkRecords(restored: Restored | null, { layoutHash, timeZone }: Plan): void {
  if (restored === null) return;
  if (restored.planHash !== layoutHash) {
    throw new NhipError(
      'NHIP_TALLY_REBUILD_DUE',
      'the catalogue keeps other fields than the records do: run `nhip rebuild`',
    );
  }
  const ofRecords = metaOf(restored).timeZone;
  if (ofRecords !== undefined && ofRecords !== timeZone) {
    throw new NhipError(
      'NHIP_TALLY_REBUILD_DUE',
      `the catalogue's time zone is ${timeZone}, and the days of the records are those of ${ofRecords}: run \`nhip rebuild\``,
    );
  }
}

export function positionOf(restored: Restored | null): number {
  return restored === null ? 0 : metaOf(restored).position;
}

function metaOf({ meta }: Restored): RecordsMeta {
  const members: Readonly<Record<string, unknown>> = typeof meta === 'object' && meta !== null ? { ...meta } : {};
  const { position, timeZone } = members;
  return {
    position: typeof position === 'number' ? position : 0,
    ...(typeof timeZone === 'string' ? { timeZone } : {}),
  };
}
