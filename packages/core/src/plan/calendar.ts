// The compiled working calendar: which days and hours count for limits in working time. Days are counted from 1970-01-01.

export interface CalendarPlan {
  readonly name: string;
  /** Stretches of time with one working week each, oldest first; the first one holds since ever. */
  readonly weeks: readonly WorkingWeek[];
  /** Years that are laid down; every other year has its working weeks only. */
  readonly years: readonly CalendarYear[];
}

export interface WorkingWeek {
  /** First local day of the stretch, null: since ever. */
  readonly from: number | null;
  /** ISO days of the week: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Parts of a working day in milliseconds of the local clock, in order, apart from each other. */
  readonly hours: readonly { readonly start: number; readonly end: number }[];
}

export interface CalendarYear {
  readonly year: number;
  /** Whoever decides has said how this year is; until then it is a guess. */
  readonly isAnnounced: boolean;
  readonly daysOff: readonly number[];
  /** Days that are worked though the week or a holiday says otherwise. */
  readonly swappedIn: readonly number[];
}
