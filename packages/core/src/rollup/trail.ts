// What a projection leaves behind for the evaluator: where something happened ever, and what changed since the last
// evaluation.
import { type Activity, createActivity } from './activity.ts';
import { createDirt, type Dirt } from './dirt.ts';
import { createPlaces } from './places.ts';
import type { ProjectionPlan } from './projection.ts';

export interface Trail {
  readonly dirt: Dirt;
  touch(node: string, slice: string, day: number): void;
  /** What ever happened at a node in one slice; `null`: in any of them. */
  activity(node: string, slice: string | null): Activity | undefined;
}

/** No slice has this name. */
const ANY = '\u0001';

export function createTrail(plan: ProjectionPlan): Trail {
  const activities = createPlaces(createActivity);
  const dirt = createDirt();
  const isSliced = plan.positions.length > 0;
  return {
    dirt,
    touch: (node, slice, day) => {
      activities.at(node, slice).touch(day);
      if (isSliced) activities.at(node, ANY).touch(day);
      dirt.add(node, slice, day);
    },
    activity: (node, slice) => activities.get(node, slice ?? (isSliced ? ANY : '')),
  };
}
