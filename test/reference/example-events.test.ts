// The events that the reference shows: the door accepts each of them as it stands.
import { builtInCatalogue, exampleEvent, loadCatalogue } from '@nhip/catalogue';
import { describe, expect, it } from 'vitest';
import { openDoor } from './door.ts';

const plan = await loadCatalogue(builtInCatalogue());
const tell = await openDoor(plan);
const stated = plan.records.filter(({ isBuiltIn }) => isBuiltIn !== true);
const examples = stated.flatMap((record) => record.events.map((event) => exampleEvent(plan, record, event)));

describe('an event of the reference', () => {
  it('is there for every event type', () => {
    expect(new Set(examples.map(({ type }) => type)).size).toBe(stated.flatMap(({ events }) => events).length);
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples.map((example) => [example.type, example] as const))('%s is accepted', async (_, example) => {
    expect(await tell(example)).toMatchObject({ accepted: 1, rejected: 0 });
  });
});
