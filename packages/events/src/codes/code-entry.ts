// What the list of error codes says of each code.

export interface CodeEntry {
  /** A few words; the `title` of a problem+json answer. */
  readonly title: string;
  /** One or two sentences: when it is raised and what to do. */
  readonly meaning: string;
  /** HTTP status when the code is the answer to a whole request. */
  readonly status?: number;
}
