// What all documents of one catalogue share while they are compiled.
import type { CalendarPlan, DomainPlan } from '@nhip/core';
import type { Faults } from '../source/fault.ts';
import type { Settings } from './settings.ts';

export interface Shared {
  readonly faults: Faults;
  readonly settings: Settings;
  readonly domains: ReadonlyMap<string, DomainPlan>;
  /** The working calendar that the catalogue names. */
  readonly calendar: CalendarPlan | null;
}
