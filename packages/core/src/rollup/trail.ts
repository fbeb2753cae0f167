// What a projection leaves behind for the evaluator: where something happened ever, and what changed since the last
// evaluation.
import { type Activity, createActivity } from './activity.ts';
import { createDirt, type Dirt } from './dirt.ts';
import { createPlaces } from './places.ts';
import type { ProjectionPlan } from './projection.ts';

export interface Trail {
  readonly dirt: Dirt;
  at(node: string, slice: string): Footprint;
  /** What ever happened at a node in one slice; `null`: in any of them. */
  activity(node: string, slice: string | null): Activity | undefined;
}

/** One place of the trail; it is good for ever. */
export interface Footprint {
  /** @param causes see ../cell/causes.ts */
  touch(day: number, causes: number): void;
}

/** No slice has this name. */
const ANY = '\u0001';

export function createTrail(plan: ProjectionPlan): Trail {
  const activities = createPlaces(createActivity);
  const dirt = createDirt();
  const isSliced = plan.positions.length > 0;
  const footprints = createPlaces((node, slice): Footprint => {
    const own = activities.at(node, slice);
    const any = isSliced ? activities.at(node, ANY) : null;
    const soil = dirt.at(node, slice);
    return {
      touch: (day, causes) => {
        own.touch(day);
        any?.touch(day);
        soil.add(day, causes);
      },
    };
  });
  return {
    dirt,
    at: footprints.at,
    activity: (node, slice) => activities.get(node, slice ?? (isSliced ? ANY : '')),
  };
}
