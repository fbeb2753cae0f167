// Simulation: statements as they should not be, so that the demonstration shows rejections too.
import type { CloudEvent } from '../cloud-event.ts';
import type { Random } from './random.ts';
import type { Told } from './telling.ts';

type Spoiling = (event: CloudEvent) => CloudEvent;

const SPOILINGS: readonly Spoiling[] = [
  (event) => ({ ...event, type: `${event.type}x` }),
  (event) => ({ ...event, data: { ...event.data, commnet: 'a typing error in a field name' } }),
  (event) => ({ ...event, data: { ...event.data, ...firstText(event, '2026-02-31T08:00:00+07:00') } }),
  (event) => ({ ...event, specversion: '1.0', id: '' }),
];

/** The same statement, told once more and wrong. */
export function spoil(told: Told, random: Random): Told {
  const event = random.pick(SPOILINGS)(told.event);
  return { at: told.at, event: event.id === '' ? event : { ...event, id: `${event.id}-bad` }, bad: true };
}

/** Puts a day that does not exist where a moment stands; an event without one loses its key instead. */
function firstText(event: CloudEvent, wrong: string): Readonly<Record<string, string | null>> {
  const name = Object.keys(event.data).find((field) => field.endsWith('At') && event.data[field] !== null);
  return name === undefined ? { dossierId: null, petitionId: null } : { [name]: wrong };
}
