// Sorts long lists in one thread without holding up its other work: short pieces are sorted at once, then merged two by two.
import type { Turns } from './turns.ts';

export interface Named {
  /** By its code units, the same on every machine. */
  readonly name: string;
}

const SORTED_AT_ONCE = 128;

/** By name; of equal names the earlier one comes first. */
export async function sortedInTurns<Item extends Named>(
  items: readonly Item[],
  turns: Turns,
): Promise<readonly Item[]> {
  let lists: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += SORTED_AT_ONCE) {
    lists.push(items.slice(from, from + SORTED_AT_ONCE).sort(byName));
    if (turns.isDue(SORTED_AT_ONCE)) await turns.next();
  }
  while (lists.length > 1) {
    const merged: (readonly Item[])[] = [];
    for (let place = 0; place < lists.length; place += 2) {
      merged.push(await mergedInTurns(lists[place] ?? [], lists[place + 1] ?? [], turns));
    }
    lists = merged;
  }
  return lists[0] ?? [];
}

/** Two sorted lists as one. */
export async function mergedInTurns<Item extends Named>(
  left: readonly Item[],
  right: readonly Item[],
  turns: Turns,
): Promise<readonly Item[]> {
  if (left.length === 0 || right.length === 0) return left.length === 0 ? right : left;
  const merged: Item[] = [];
  for (let [one, other] = [0, 0]; one < left.length || other < right.length; ) {
    const [next, rival] = [left[one], right[other]];
    if (next !== undefined && (rival === undefined || byName(next, rival) <= 0)) {
      merged.push(next);
      one += 1;
    } else if (rival !== undefined) {
      merged.push(rival);
      other += 1;
    }
    if (turns.isDue()) await turns.next();
  }
  return merged;
}

function byName(left: Named, right: Named): number {
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
