// Every own metric of the program, in one list: name, help, type, labels. Whoever counts or reads one takes its name from here.
// Names begin with nhip_, counters end in _total, units are base units. Labels come from closed sets: codes, agencies of the
// keys, partitions, record types; never an event id, a person or free text.

export interface MetricDefinition {
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in its unit. */
  readonly buckets?: readonly number[];
  /** Which holds where two threads of a process tell of one series; left out: counts of both add up, of gauges the greater holds. */
  readonly ofTwo?: 'greater' | 'least';
}

const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

export const metrics = {
  nhip_door_accepted_total: {
    help: 'Statements accepted at the door: durable in the log; an event of a type with also is two.',
    type: 'counter',
    labels: [],
  },
  nhip_door_rejected_total: {
    help: 'Events and requests refused at the door, by error code.',
    type: 'counter',
    labels: ['code'],
  },
  nhip_door_append_seconds: {
    help: 'Time until the log has made the events of one request durable.',
    type: 'histogram',
    labels: [],
    buckets: latencies,
  },
  nhip_tally_accepted_total: {
    help: 'Events accepted since ever, as they stand in the log: those with a verdict and those that are pending, by partition.',
    type: 'counter',
    labels: ['partition'],
    ofTwo: 'greater',
  },
  nhip_tally_events_total: {
    help: 'Accepted events by verdict (counted, superseded, repeated, dead_lettered) and agency, as committed with the state.',
    type: 'counter',
    labels: ['verdict', 'agency'],
  },
  nhip_tally_judged_total: {
    help: 'The same by verdict and partition: what was accepted and has a verdict. Of two processes that tell of one partition, the greater count is the newer.',
    type: 'counter',
    labels: ['partition', 'verdict'],
    ofTwo: 'greater',
  },
  nhip_tally_partition_info: {
    help: 'One series for each partition of the events that there is, whoever counts it, as every aggregator knows it.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_dead_letters_total: {
    help: 'Dead letters written by this process since it started, by error code.',
    type: 'counter',
    labels: ['code'],
  },
  nhip_last_statement_age_seconds: {
    help: 'Time since the last statement that the log took in and the tally judged, by agency. With several aggregators the least one holds.',
    type: 'gauge',
    labels: ['agency'],
    ofTwo: 'least',
  },
  nhip_tally_conflicts_total: {
    help: 'Events with the source, id and version of an earlier one but other content, by agency; each also has a verdict.',
    type: 'counter',
    labels: ['agency'],
  },
  nhip_tally_pending_events: {
    help: 'Accepted events behind the position of the tally, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_tally_lag_seconds: {
    help: 'How long the oldest accepted event without a verdict has been waiting, as far as scrapes saw it, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_tally_commit_seconds: {
    help: 'Time of one commit of records, cells, verdict counts and position.',
    type: 'histogram',
    labels: [],
    buckets: latencies,
  },
  nhip_tally_fenced_total: {
    help: 'Commits of this process that the log refused because another one owns the partition by now; nothing of them was written.',
    type: 'counter',
    labels: [],
  },
  nhip_tally_restore_seconds: {
    help: 'Time the last restore of a partition took, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_tally_restored_time_seconds: {
    help: 'When a partition was last restored, in seconds since 1970, by partition: it changes with each restart and each move.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_tally_records: {
    help: 'Records that stand in the state, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_tally_cells: {
    help: 'Cells in the state, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_last_commit_age_seconds: {
    help: 'Time since the last commit of the tally, by partition.',
    type: 'gauge',
    labels: ['partition'],
  },
  nhip_last_tick_age_seconds: {
    help: 'Time since the last tick that was evaluated: since the moment up to which the published values are stated.',
    type: 'gauge',
    labels: [],
  },
  nhip_evaluate_seconds: {
    help: 'Time of one evaluation: merge, roll-up, formulas, publishing.',
    type: 'histogram',
    labels: [],
    buckets: latencies,
  },
  nhip_event_to_kpi_seconds: {
    help: 'Time from the receipt of the oldest event of an evaluation until its values are published.',
    type: 'histogram',
    labels: [],
    buckets: latencies,
  },
  nhip_evaluate_waiting: {
    help: '1 while accepted events do not show in the published values yet, else 0.',
    type: 'gauge',
    labels: [],
  },
  nhip_evaluate_lag_seconds: {
    help: 'Time since the receipt of the oldest counted event that does not show in the published values yet; 0 when all do.',
    type: 'gauge',
    labels: [],
  },
  nhip_evaluate_series: {
    help: 'Series of KPI values that the evaluator keeps.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_series: {
    help: 'Series of KPI values that the exporter shows.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_behind_entries: {
    help: 'Entries of the topic kpis that the exporter has not taken in yet.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_lag_seconds: {
    help: 'How long the oldest entry of kpis that the exporter has not taken in has been waiting, as far as scrapes saw it; none while the log cannot be reached.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_tick_overdue_seconds: {
    help: 'How long the tick of the last local midnight has been missing in the values that the exporter shows; 0 when it is there, or ticks are sent by hand.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_tick_ahead_seconds: {
    help: 'How far the last tick of the values that the exporter shows is ahead of its clock; 0 when it is not, or ticks are sent by hand.',
    type: 'gauge',
    labels: [],
  },
  nhip_view_tick_age_seconds: {
    help: 'Time since the last tick of the values that the exporter shows.',
    type: 'gauge',
    labels: [],
  },
  nhip_unit_info: {
    help: 'Always 1: a unit that is in force at the tick of the values shown, what it is called and its level. Join it on unit to name units.',
    type: 'gauge',
    labels: ['unit', 'level', 'title_vi', 'title_en'],
  },
  nhip_history_writing: {
    help: '1 when this exporter is the one that writes the history and reaches it, else 0.',
    type: 'gauge',
    labels: [],
  },
  nhip_history_waiting_seconds: {
    help: 'For how long something published has not been written to the history, 0 when nothing waits or another exporter writes.',
    type: 'gauge',
    labels: [],
  },
  nhip_history_write_seconds: {
    help: 'Time of writing one sample of the published values to the history.',
    type: 'histogram',
    labels: [],
    buckets: latencies,
  },
  nhip_scrape_series: {
    help: 'Series of KPIs in this scrape; more than NHIP_SCRAPE_SERIES_MAX are refused.',
    type: 'gauge',
    labels: [],
  },
  nhip_query_seconds: {
    help: 'Time of one answer of the exporter, from the request to the last byte, by route and HTTP status.',
    type: 'histogram',
    labels: ['route', 'status'],
    buckets: latencies,
  },
  nhip_log_up: {
    help: '1 when the log (on Kafka: a broker) answered during this scrape, 0 when it did not answer in time.',
    type: 'gauge',
    labels: [],
  },
  nhip_door_closed: {
    help: '1 while a rebuild has closed the generation of the log that this gateway appends to (on Kafka), else 0; no series while no broker answers.',
    type: 'gauge',
    labels: [],
  },
  nhip_log_written_bytes_total: {
    help: 'Bytes of keys and values that tally and evaluator have committed since the process started, before compression, by topic.',
    type: 'counter',
    labels: ['topic'],
  },
  nhip_log_refusing_seconds: {
    help: 'For how long a station has tried in vain to write to the log, by station (tally, evaluate, inbox, clock) and partition, for how long the door has answered 503 for it (station door; no more once nobody was refused for a minute), and for how long ticks are not believed (station tick); no series while all is well.',
    type: 'gauge',
    labels: ['station', 'partition'],
  },
  nhip_thread_up: {
    help: '1 when the own metrics of a thread stand in this scrape, 0 when it did not answer in time, by thread.',
    type: 'gauge',
    labels: ['thread'],
  },
  nhip_thread_busy_seconds_total: {
    help: 'Time in which the event loop was at work, by thread.',
    type: 'counter',
    labels: ['thread'],
  },
  nhip_thread_heap_bytes: {
    help: 'JavaScript heap in use, by thread.',
    type: 'gauge',
    labels: ['thread'],
  },
  nhip_process_resident_memory_bytes: {
    help: 'Resident memory of the process.',
    type: 'gauge',
    labels: [],
  },
  nhip_process_cpu_seconds_total: {
    help: 'Processor time of the process, user and system.',
    type: 'counter',
    labels: [],
  },
  nhip_process_open_files: {
    help: 'Files and sockets that the process has open, where the system tells.',
    type: 'gauge',
    labels: [],
  },
  nhip_process_start_time_seconds: {
    help: 'When the process started, in seconds since 1970.',
    type: 'gauge',
    labels: [],
  },
} as const satisfies Readonly<Record<`nhip_${string}`, MetricDefinition>>;

type List = typeof metrics;
export type MetricName = keyof List;
type NameOf<Type extends MetricDefinition['type']> = {
  [Name in MetricName]: List[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;

/** Exactly the labels of a metric, each with a value. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<List[Name]['labels'][number], string>>;
