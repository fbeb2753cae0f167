// Simulation: adds an explanation up again, the slow obvious way, and tells in words what does not come out.
import type {
  CellBehind,
  ContributionBehind,
  Explained,
  ExplainedTerm,
  Formula,
  Plan,
  Reading,
  RecordBehind,
  Result,
} from '@nhip/core';

export interface FoundRecord extends RecordBehind {
  readonly partition: number;
}

export interface ExplainedValue {
  readonly told: Explained;
  /** Of each reading. */
  readonly cells: readonly (readonly CellBehind[])[];
  readonly records: readonly FoundRecord[];
}

export function faultsOf(plan: Plan, result: Result, { told, cells, records }: ExplainedValue): readonly string[] {
  const faults: string[] = [];
  const differ = (what: string, expected: unknown, found: unknown): void => {
    if (!Object.is(expected, found)) faults.push(`${what}: expected ${String(expected)}, got ${String(found)}`);
  };
  if (told.result === null) return ['nothing is explained'];
  for (const name of ['value', 'numerator', 'denominator', 'score', 'target', 'status'] as const) {
    differ(`published ${name}`, result[name], told.result[name]);
  }
  differ('published flags', result.flags.join(), told.result.flags.join());
  for (const [place, reading] of told.readings.entries()) {
    const name = `${reading.measure.name} at ${reading.node}`;
    differ(`cells of ${name}`, reading.value, addedUp(reading, cells[place] ?? []));
    for (const cell of cells[place] ?? []) {
      differ(`records of ${name} in ${cell.unit} ${cell.first}`, String(cell.amount), putInto(cell, place, records));
    }
    faults.push(...recordFaults(reading, { place, cells: cells[place] ?? [] }, records));
  }
  if (told.term !== null) faults.push(...termFaults(plan, { told, cells }, told.term));
  if (told.term !== null && result.status === 'ok' && told.term.value !== null) {
    differ('the whole formula', result.numerator, told.term.numerator);
    differ('the whole formula, below', result.denominator, told.term.denominator);
  }
  return faults;
}

interface Added {
  readonly place: number;
  readonly cells: readonly CellBehind[];
}

function addedUp({ measure }: Reading, cells: readonly CellBehind[]): number {
  const sum = Number(cells.reduce((all, { amount }) => all + BigInt(amount), 0n));
  return measure.what.kind === 'sketch' ? sum : sum / measure.divisor;
}

/** Linear between ranks. */
function quantileOf(
  cells: readonly CellBehind[],
  { q, divisor }: { readonly q: number; readonly divisor: number },
): number | null {
  const values = cells.flatMap(({ sketch }) => sketch.flatMap(([value, count]) => Array<number>(count).fill(value)));
  if (values.length === 0) return null;
  values.sort((left, right) => left - right);
  const rank = (values.length - 1) * q;
  const lower = values[Math.floor(rank)] ?? 0;
  const upper = values[Math.ceil(rank)] ?? 0;
  return (lower + (upper - lower) * (rank - Math.floor(rank))) / divisor;
}

function putInto(cell: CellBehind, place: number, records: readonly FoundRecord[]): string {
  let sum = 0n;
  for (const { unit, contributions } of records) {
    if (unit !== cell.unit) continue;
    for (const { first, end, amount, dimensions } of contributions.get(place) ?? []) {
      if (holds(cell, { first, end, dimensions })) sum += BigInt(amount);
    }
  }
  return String(sum);
}

/** Every record that is named has put something into a cell that is named. */
function recordFaults(reading: Reading, { place, cells }: Added, records: readonly FoundRecord[]): readonly string[] {
  return records.flatMap(({ unit, contributions }) => {
    const own = contributions.get(place) ?? [];
    const name = `a record of ${unit} in ${reading.measure.name} at ${reading.node}`;
    const strays = own.filter((put) => !cells.some((cell) => cell.unit === unit && holds(cell, put)));
    const isOver =
      reading.isMoment && own.length > 0 && own.every(({ amount }) => amount !== 0) && isGone(reading, own);
    return [...(strays.length > 0 ? [`${name}: no such cell`] : []), ...(isOver ? [`${name}: it has gone again`] : [])];
  });
}

/** Cells that were gathered have no dimensions. */
function holds(cell: CellBehind, { first, end, dimensions }: Omit<ContributionBehind, 'amount' | 'value'>): boolean {
  const hasDimensions = cell.dimensions === null || cell.dimensions.join('\u0000') === dimensions.join('\u0000');
  return hasDimensions && first >= cell.first && end <= cell.end;
}

/** Of what a record holds, the last value may be the same as the one before it. */
function isGone({ measure }: Reading, own: readonly { readonly amount: number }[]): boolean {
  return measure.what.kind !== 'hold' && own.reduce((sum, { amount }) => sum + amount, 0) === 0;
}

type Behind = Pick<ExplainedValue, 'told' | 'cells'>;

function termFaults(plan: Plan, behind: Behind, term: ExplainedTerm): readonly string[] {
  const expected = comesTo(plan, behind, term);
  const own = expected === undefined || Object.is(expected, term.value);
  return [
    ...(own ? [] : [`${term.formula.kind}: expected ${expected}, got ${term.value}`]),
    ...term.of.flatMap((inner) => termFaults(plan, behind, inner)),
  ];
}

/** What a term comes to by what it is made of; undefined: that is judged elsewhere. */
function comesTo(
  plan: Plan,
  { told, cells }: Behind,
  { formula, of, readings, value }: ExplainedTerm,
): number | null | undefined {
  const values = of.map((inner) => inner.value);
  const [first = null, second = null] = values;
  switch (formula.kind) {
    case 'quantile': {
      const place = readings[0] ?? -1;
      const { divisor = 1 } = told.readings[place]?.measure ?? {};
      return quantileOf(cells[place] ?? [], { q: formula.q, divisor });
    }
    case 'measure':
      return told.readings[readings[0] ?? -1]?.value ?? null;
    case 'constant':
      return formula.value;
    case 'ratio':
      return first === null || second === null || second === 0 ? null : first / second;
    case 'growth':
      return first === null || second === null || second === 0 ? null : first / second - 1;
    case 'add':
      return joined(values, (left, right) => left + right);
    case 'minus':
      return joined(values, (left, right) => left - right);
    case 'times':
      return joined([1, ...values], (left, right) => left * right);
    case 'max': {
      const there = values.filter((one) => one !== null);
      return there.length === 0 ? null : Math.max(...there);
    }
    case 'first':
      return values.at(-1) ?? null;
    case 'shift':
    case 'window':
      return first;
    case 'kpi':
    case 'sliced_kpi':
      // What holds where there is nothing to divide is said by the KPI itself.
      return first === null ? value : first;
    case 'members':
      return formula.having.length === 0 || told.omitted > 0 ? undefined : passing(plan, told, formula, readings);
    case 'by_grain':
    case 'composite':
    case 'score_of':
      return undefined;
  }
}

function joined(values: readonly (number | null)[], join: (left: number, right: number) => number): number | null {
  if (values.some((value) => value === null)) return null;
  return (values as readonly number[]).reduce(join);
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  eq: (left, right) => left === right,
};

/** How many members pass every test, as the readings tell. */
function passing(
  plan: Plan,
  told: Explained,
  { having }: Extract<Formula, { kind: 'members' }>,
  places: readonly number[],
): number {
  const read = places.flatMap((place) => told.readings[place] ?? []);
  const members = Map.groupBy(read, ({ node, member }) => `${node} ${member}`);
  return [...members.values()].filter((ofMember) =>
    having.every(({ measure, op, value }) => {
      const name = plan.records[measure.record]?.measures[measure.measure]?.name;
      const found = ofMember.find((one) => one.record === measure.record && one.measure.name === name);
      return found !== undefined && comparisons[op]?.(found.value ?? 0, value) === true;
    }),
  ).length;
}
