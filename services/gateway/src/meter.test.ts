// What a delivery leaves in the own metrics.
import { createMetrics } from '@nhip/telemetry';
import { expect, it } from 'vitest';
import { doorMeter } from './meter.ts';
import { event, openDoor } from './testing/open-door.ts';
import { BATCH, post, STRUCTURED } from './testing/post-event.ts';

it('counts accepted events, refusals by code, and the time of appends', async () => {
  const metrics = createMetrics();
  const elapsed = [0, 30].values();
  const door = await openDoor({ meter: doorMeter(metrics), steadyNow: () => elapsed.next().value ?? 0 });
  await post(door, [event(), event({ id: 'e2' }), event({ type: 'x' })], { 'content-type': BATCH });
  await post(door, '{', { 'content-type': STRUCTURED });
  await post(door, '{', { 'content-type': 'text/plain' });
  const lines = (await metrics.scrape()).split('\n');
  for (const line of [
    'nhip_door_accepted_total 2',
    'nhip_door_rejected_total{code="NHIP_EVENT_TYPE_UNKNOWN"} 1',
    'nhip_door_rejected_total{code="NHIP_EVENT_JSON_BROKEN"} 1',
    'nhip_door_rejected_total{code="NHIP_DOOR_MEDIA_TYPE"} 1',
    'nhip_door_append_seconds_sum 0.03',
    'nhip_door_append_seconds_count 1',
  ]) {
    expect(lines).toContain(line);
  }
});
