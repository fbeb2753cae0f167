// Rules: whether what exporters show is news. It is when every station before it keeps up; else nobody knows how things are, and alerts
// on values stand as they stood: a breach is not over because nobody looks any more.
import { indented, matchersOf } from './promql.ts';
import type { InputSeries, Labels, RecordingRule, RuleFile, Stretch } from './rule.ts';

/** What is accepted has to show within this. */
export const LATE_SECONDS_MAX = 300;
/** While nobody tells which partitions there are, those are known that were counted within this time. */
const KNOWN_PARTITIONS = '6h';
/** So long a gap in the news does not make an alert wait anew. */
const GAP = '15m';

export const FRESHNESS_FILE = 'nhip-freshness';
/** One series for each exporter whose values are news. */
export const EXPORTER_FRESH = 'nhip:exporter_fresh';
/** 1 or 0; begins with the first good moment that Prometheus saw. */
export const VALUES_FRESH = 'nhip:values_fresh';
export const PARTITION_UNOWNED = 'nhip:partition_unowned';
/** 1 while something accepted five minutes ago has no verdict. */
const EVENTS_OVERDUE = 'nhip:events_overdue';
/** 1 or 0; begins with the first good moment too. */
export const EVENTS_ACCOUNTED = 'nhip:events_accounted';

/**
 * Series, but only those of exporters whose values are news. Read together with what else is of the same scrape, so that it never
 * says that there is news without the news.
 */
export function freshOnly(selector: string): string {
  return `${selector} and on (job, instance) ${EXPORTER_FRESH}`;
}

/** An exporter that shows values, or has read everything and there are none: not one that still reads. */
const SHOWING = 'nhip_scrape_series > 0 or nhip_view_series == 0 and nhip_view_behind_entries == 0';

/** Empty unless there is news at this very moment. */
export const NEWS = `${EXPORTER_FRESH} and on (job, instance) (${SHOWING})`;

/** Alerts of a rule, and the labels by which they are told apart. */
export interface Standing {
  readonly labels: Labels;
  readonly by: string;
  /** The label of the value that is in `member`: its own name may be that of another label of the alert. */
  readonly dimension: string | null;
}

/** Alerts that stand, as NaN: as long as there is no news, and for those that wait as long as the gap is short. */
export function held(standing: Standing): string {
  const firing = inState(standing, 'firing');
  const waiting = `${inState(standing, 'pending')} and on () max_over_time(${VALUES_FRESH}[${GAP}]) > 0`;
  const all = `max by (${standing.by}) (\n${indented(`${firing}\nor\n${waiting}`)}\n) * NaN`;
  return `(\n${indented(`${all}\nunless on () (${NEWS})`)}\n)`;
}

export function firing(standing: Standing): string {
  return `max by (${standing.by}) (${inState(standing, 'firing')})`;
}

function inState({ labels, dimension }: Standing, state: 'firing' | 'pending'): string {
  const alerts = `ALERTS{${matchersOf({ ...labels, alertstate: state })}}`;
  return dimension === null ? alerts : `label_replace(${alerts}, "${dimension}", "$1", "member", "(.*)")`;
}

const fresh = `group by (job, instance) (
  nhip_view_lag_seconds <= ${LATE_SECONDS_MAX}
  and on (job, instance) nhip_view_tick_overdue_seconds <= ${LATE_SECONDS_MAX}
  and on (job, instance) nhip_view_tick_age_seconds
  and on (job, instance) (${SHOWING})
  and on () max(nhip_evaluate_lag_seconds) <= ${LATE_SECONDS_MAX}
  and on () max(nhip_tally_lag_seconds) <= ${LATE_SECONDS_MAX}
  unless on (job, instance) nhip_view_tick_ahead_seconds > ${LATE_SECONDS_MAX}
  unless on () count(${PARTITION_UNOWNED}) > 0
)`;

const COUNTED = 'nhip_tally_judged_total{verdict="counted"}';

const PARTITIONS = 'nhip_tally_partition_info';

// Which partitions there are is told by every aggregator, so that a rebuild to fewer of them leaves none behind.
const unowned = `(
  group by (partition) (${PARTITIONS})
  or
  group by (partition) (max_over_time(${COUNTED}[${KNOWN_PARTITIONS}])) unless on () ${PARTITIONS}
)
unless on (partition) ${COUNTED}`;

// Of two processes that tell of one partition the greater count is the newer. Partitions are summed before they are compared, since a
// rebuild may have put the same events into other ones.
const overdue = `count(${PARTITION_UNOWNED}) > bool 0
or on ()
(
  sum(max by (partition) (nhip_tally_accepted_total offset ${LATE_SECONDS_MAX / 60}m))
  > bool
  sum(max by (partition) (sum by (partition, job, instance) (nhip_tally_judged_total)))
)`;

// Nothing is said in the first minutes after Prometheus looked away: it knows nothing of five minutes ago.
const accounted = `((${EVENTS_OVERDUE} == 0) + 1)
or on ()
(
  (last_over_time(${EVENTS_ACCOUNTED}[1d]) * 0)
  and on () (${EVENTS_OVERDUE} == 1 or absent(nhip_tally_judged_total))
)`;

const valuesFresh = `(count(${EXPORTER_FRESH}) > bool 0)
or on ()
(last_over_time(${VALUES_FRESH}[1d]) * 0)`;

export function freshnessFile(): RuleFile {
  const record = (name: string, expression: string): RecordingRule => ({
    kind: 'record',
    name,
    expression,
    labels: {},
  });
  return {
    name: FRESHNESS_FILE,
    reads: [],
    rules: [
      record(PARTITION_UNOWNED, unowned),
      record(EXPORTER_FRESH, fresh),
      record(VALUES_FRESH, valuesFresh),
      record(EVENTS_OVERDUE, overdue),
      record(EVENTS_ACCOUNTED, accounted),
    ],
  };
}

export const PROCESS: Labels = { job: 'nhip', instance: 'a:8080' };

/** What a process tells that shows the news, for a test; null: nothing, since it is away. */
export function newsInputs(presence: readonly Stretch[], process: Labels = PROCESS): readonly InputSeries[] {
  const series = (name: string, value: number, labels: Labels = {}): InputSeries => ({
    name,
    labels: { ...process, ...labels },
    stretches: presence.map(([present, steps]): Stretch => [present === null ? null : value, steps]),
  });
  return [
    series('nhip_view_lag_seconds', 0),
    series('nhip_view_tick_overdue_seconds', 0),
    series('nhip_view_tick_age_seconds', 60),
    series('nhip_scrape_series', 1),
    series('nhip_evaluate_lag_seconds', 0),
    series('nhip_tally_lag_seconds', 0, { partition: '0' }),
    series('nhip_tally_partition_info', 1, { partition: '0' }),
    series('nhip_tally_judged_total', 1, { partition: '0', verdict: 'counted' }),
  ];
}
