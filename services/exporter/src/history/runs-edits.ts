// From what a series carried to what it carries: the stretches of periods in which the two differ.
import { append, type Edit, EVER, type Published, type Stretch, sameEdit, samePublished, sideBySide } from '@nhip/core';

export type PublishedEdit = Stretch<Edit<Published>>;

export function editsBetween(
  before: readonly Stretch<Published>[],
  after: readonly Stretch<Published>[],
): readonly PublishedEdit[] {
  if (before === after) return [];
  const edits: PublishedEdit[] = [];
  for (const { first, end, left, right } of sideBySide(before, after, EVER)) {
    if (left !== null && right !== null && samePublished(left, right)) continue;
    append(edits, { first, end, carries: { to: right } }, sameEdit);
  }
  return edits;
}
