// Joins the door with the own metrics of the main thread.
import type { DoorMeter } from '@nhip/gateway';
import type { Metrics } from '@nhip/telemetry';

export function doorMeter(metrics: Metrics): DoorMeter {
  return {
    accepted: (events) => metrics.count('nhip_door_accepted_total', {}, events),
    rejected: (code) => metrics.count('nhip_door_rejected_total', { code }),
    appended: (durationMs) => metrics.observe('nhip_door_append_seconds', {}, durationMs / 1000),
  };
}
