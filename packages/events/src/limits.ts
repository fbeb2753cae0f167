// The limits of events, by name, in one place. Every larger input is refused with its own code, never cut.

export const limits = {
  /** Levels of objects and lists within `data`. Statements are flat; this leaves room for lists of objects. */
  dataDepthMax: 32,
  /** Elements of one list in `data`. */
  listElementsMax: 1_000,
  /** First year of what a city's records tell: an earlier one is a year that was not written out, and would make periods by the thousand. */
  yearMin: 1900,
  /** Faults that are told of one event. More tell its sender no more, and an answer must not be many times as long as what was sent. */
  faultsMax: 20,
} as const;
