// Amounts by day, sparse and sorted: what one accumulator gained at one node. Sums over any stretch of days and prefix sums come
// from one array of running totals, which is made again behind the first change only. Zero amounts leave no trace.

/** Numbers for counts, bigints for exact sums; one series holds one kind. */
export type Amount = number | bigint;

export interface DaySeries {
  add(day: number, amount: Amount): void;
  /** The sum over first <= day < end. */
  sum(first: number, end: number): Amount;
  /** The sum over all days before. */
  before(day: number): Amount;
  /** The first day at or after the given one that has an amount, or Infinity. */
  nextDay(day: number): number;
  isEmpty(): boolean;
}

export function createDaySeries(zero: Amount): DaySeries {
  const days: number[] = [];
  const amounts: Amount[] = [];
  /** totals[i] = sum of the first i amounts; good up to `goodTotals`. */
  const totals: Amount[] = [zero];
  let goodTotals = 0;

  const totalBefore = (index: number): Amount => {
    for (; goodTotals < index; goodTotals += 1) {
      totals[goodTotals + 1] = plus(totals[goodTotals] as Amount, amounts[goodTotals] as Amount);
    }
    return totals[index] as Amount;
  };
  return {
    add: (day, amount) => {
      if (isZero(amount)) return;
      const index = dayIndex(days, day);
      goodTotals = Math.min(goodTotals, index);
      if (days[index] !== day) {
        days.splice(index, 0, day);
        amounts.splice(index, 0, amount);
        return;
      }
      const sum = plus(amounts[index] as Amount, amount);
      if (isZero(sum)) {
        days.splice(index, 1);
        amounts.splice(index, 1);
      } else amounts[index] = sum;
    },
    sum: (first, end) => {
      if (end <= first) return zero;
      const to = dayIndex(days, end);
      const from = dayIndex(days, first);
      return from === to ? zero : minus(totalBefore(to), totalBefore(from));
    },
    before: (day) => totalBefore(dayIndex(days, day)),
    nextDay: (day) => days[dayIndex(days, day)] ?? Infinity,
    isEmpty: () => days.length === 0,
  };
}

export function plus(left: Amount, right: Amount): Amount {
  return typeof left === 'bigint' ? left + BigInt(right) : left + Number(right);
}

export function minus(left: Amount, right: Amount): Amount {
  return typeof left === 'bigint' ? left - BigInt(right) : left - Number(right);
}

export function isZero(amount: Amount): boolean {
  return amount === 0 || amount === 0n;
}

/** Where a day stands in a sorted list, or would stand. */
export function dayIndex(days: readonly number[], day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
