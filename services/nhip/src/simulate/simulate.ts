// Simulation: an invented Hanoi. Gives, in the order in which they are told, the statements of its units about dossiers and
// petitions; one seed gives the same city for ever. Pure: it reads no clock and sends nothing.
import type { CloudEvent } from '../cloud-event.ts';
import { drawProcedures, drawUnits, type SimulatedProcedure, type SimulatedUnit, seasonOf } from './city.ts';
import { tellDossier } from './dossier.ts';
import { tellPetition } from './petition.ts';
import { programmes } from './programmes.ts';
import { openRandom, type Random } from './random.ts';
import { spoil } from './spoil.ts';
import { localDay, type Told } from './telling.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Moments in milliseconds: first local day of the simulation, and the moment up to which statements are told. */
  readonly from: number;
  readonly to: number;
  /** Codes of the units that send. */
  readonly units: readonly string[];
  readonly procedures: readonly string[];
  /** Code of the whole city: the other programmes are told too. */
  readonly root?: string;
  /** Dossiers an ordinary unit receives on an ordinary working day. */
  readonly dossiersPerDay?: number;
  readonly petitionsPerDay?: number;
  /** Share of statements told wrong on purpose; the door is to reject them. */
  readonly bad?: number;
}

export type { Told } from './telling.ts';

const DOSSIERS_PER_DAY = 8;
const PETITIONS_PER_DAY = 0.7;
const WORKING_DAYS_A_MONTH = 21;
const BAD = 0.0005;

/** Statements with `at` <= `to`, by `at`; some stand there twice, because agencies send some twice. */
export function* simulateHanoi(options: SimulationOptions): Generator<Told> {
  const random = openRandom(options.seed);
  const firstDay = localDay(options.from);
  const city: City = {
    units: drawUnits(options.units, options.dossiersPerDay ?? DOSSIERS_PER_DAY, random),
    isDetailed: options.root !== undefined,
    procedures: drawProcedures(options.procedures, random),
    petitionsPerDay: options.petitionsPerDay ?? PETITIONS_PER_DAY,
    firstDay,
    random,
  };
  const perDay = options.dossiersPerDay ?? DOSSIERS_PER_DAY;
  const dossiersPerMonth = perDay * WORKING_DAYS_A_MONTH;
  const others = openRandom(options.seed + 1);
  const later = new Map<number, Told[]>();
  for (let day = firstDay; day <= localDay(options.to); day += 1) {
    for (const told of arrivals(city, day)) keep(later, told);
    if (options.root !== undefined) {
      const { units, procedures, root } = options;
      const setting = { random: others, units, procedures, dossiersPerMonth, root, day, firstDay };
      for (const programme of programmes) for (const told of programme(setting)) keep(later, told);
    }
    const today = (later.get(day) ?? []).sort(inOrder);
    later.delete(day);
    for (const told of today) {
      if (told.at > options.to) return;
      yield told;
      if (random.chance(options.bad ?? BAD)) yield spoil(told, random);
    }
  }
}

/** The events alone, those told wrong on purpose among them. */
export function* simulatedEvents(options: SimulationOptions): Generator<CloudEvent> {
  for (const { event } of simulateHanoi(options)) yield event;
}

interface City {
  readonly units: readonly SimulatedUnit[];
  readonly procedures: readonly SimulatedProcedure[];
  readonly petitionsPerDay: number;
  readonly firstDay: number;
  /** Dossiers and petitions are told with all their particulars. */
  readonly isDetailed: boolean;
  readonly random: Random;
}

function* arrivals(city: City, day: number): Generator<Told> {
  const { procedures, firstDay, random } = city;
  const season = seasonOf(day);
  for (const unit of city.units) {
    const dossiers = random.poisson(unit.dossiersPerDay * season);
    for (let number = 1; number <= dossiers; number += 1) {
      const id = recordId(unit.code, day, `D${number}`);
      yield* tellDossier({ unit, procedures, random, id, day, firstDay, isDetailed: city.isDetailed });
    }
    const petitions = random.poisson(city.petitionsPerDay * (0.5 + season / 2));
    for (let number = 1; number <= petitions; number += 1) {
      const id = recordId(unit.code, day, `P${number}`);
      yield* tellPetition({ unit, random, id, day, isDetailed: city.isDetailed });
    }
  }
}

function recordId(unit: string, day: number, number: string): string {
  return `${unit}-${day}-${number}`;
}

function keep(later: Map<number, Told[]>, told: Told): void {
  const day = localDay(told.at);
  const list = later.get(day);
  if (list === undefined) later.set(day, [told]);
  else list.push(told);
}

function inOrder(a: Told, b: Told): number {
  return a.at - b.at || (a.event.id < b.event.id ? -1 : 1);
}
