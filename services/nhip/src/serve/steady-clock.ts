// The steady clock of the process: the same in each thread, since when something lasts is told from one to the other.

/** Milliseconds. */
export const steadyNow = (): number => performance.timeOrigin + performance.now();
