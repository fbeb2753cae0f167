// The door's own metrics, by the names of the one list.
import type { Metrics } from '@nhip/telemetry';
import type { DoorMeter } from './intake.ts';

export function doorMeter(metrics: Metrics): DoorMeter {
  return {
    accepted: (statements) => metrics.count('nhip_door_accepted_total', {}, statements),
    rejected: (code) => metrics.count('nhip_door_rejected_total', { code }),
    appended: (durationMs) => metrics.observe('nhip_door_append_seconds', {}, durationMs / 1000),
  };
}
