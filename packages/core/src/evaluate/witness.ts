// Whoever wants to know how a value came about: hears, while one place is evaluated, of every part of the formula and of every measure
// that is read. Nobody listens where values are published.
import type { Formula } from '../plan/kpi.ts';
import type { MeasureUse } from './measure-use.ts';
import type { Judged } from './part.ts';
import type { Outcome, Place } from './place.ts';

export interface Witness {
  /** A part of the formula is asked for; everything until its end belongs to it. */
  begun(formula: Formula): void;
  ended(outcome: Outcome): void;
  measured(use: MeasureUse, read: Measured): void;
  /** Another KPI whose points are read. @param kpi its index in the plan. */
  judged(kpi: number, judged: Judged | null): void;
}

export interface Measured {
  readonly place: Place;
  /** What was read; where a quantile is taken, how many values it is taken of. */
  readonly value: number | null;
}

/** The same use, which tells the witness what was read. */
export function witnessed(use: MeasureUse, witness: Witness | undefined): MeasureUse {
  if (witness === undefined) return use;
  return {
    ...use,
    read: (place) => {
      const value = use.read(place);
      witness.measured(use, { place, value });
      return value;
    },
    quantile: (place, q) => {
      const outcome = use.quantile(place, q);
      witness.measured(use, { place, value: outcome.denominator });
      return outcome;
    },
  };
}

/** The same part of a formula, which tells the witness when it is asked and what it answers. */
export function telling<Answer>(
  evaluate: (place: Place) => Answer,
  { witness, formula, outcomeOf }: Telling<Answer>,
): (place: Place) => Answer {
  if (witness === undefined) return evaluate;
  return (place) => {
    witness.begun(formula);
    const answer = evaluate(place);
    witness.ended(outcomeOf(answer));
    return answer;
  };
}

interface Telling<Answer> {
  readonly witness: Witness | undefined;
  readonly formula: Formula;
  readonly outcomeOf: (answer: Answer) => Outcome;
}
