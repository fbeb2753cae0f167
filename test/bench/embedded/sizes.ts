// Benchmark: how much each measurement sends. `--quick` is a smoke run: it shows that everything works, its figures say nothing.

export interface Sizes {
  /** Absolute figures are the median of this many runs. */
  readonly runs: number;
  readonly batch: number;
  readonly batchConnections: number;
  /** Records of the batch run, two events each. */
  readonly batchRecords: number;
  readonly singleEvents: number;
  readonly singleConnections: number;
  readonly singleMsMax: number;
  readonly freshEventsPerSecond: number;
  readonly freshBatch: number;
  readonly freshSeconds: number;
  readonly memoryRecords: number;
  readonly restartRecords: number;
  readonly slopeRecords: number;
  readonly slopeEvents: number;
  /** Events of the topic that the tally on Kafka is measured with, two for each record. */
  readonly kafkaEvents: number;
  readonly kafkaDoorEvents: number;
  /** Series of a small, a middle and a large scrape; multiples of ten. */
  readonly scrapeSamples: readonly [number, number, number];
  readonly historyKpis: number;
  /** Ticks, each with new values of all periods that go on. */
  readonly historyDays: number;
  readonly historyRequests: number;
  /** Events that are encoded at a time. */
  readonly stretch: number;
  /** Longest time for one stretch to be counted after it was sent. */
  readonly countedMsMax: number;
}

export const whole: Sizes = {
  runs: Number(process.env.NHIP_BENCH_RUNS ?? 5),
  batch: 500,
  batchConnections: 8,
  batchRecords: 500_000,
  singleEvents: 150_000,
  singleConnections: 64,
  singleMsMax: 10_000,
  freshEventsPerSecond: 5_000,
  freshBatch: 50,
  freshSeconds: 10,
  memoryRecords: 5_000_000,
  restartRecords: 1_000_000,
  slopeRecords: 1_000_000,
  slopeEvents: 10_000_000,
  kafkaEvents: 2_000_000,
  kafkaDoorEvents: 500_000,
  scrapeSamples: [10_000, 100_000, 1_000_000],
  historyKpis: 10,
  historyDays: 60,
  historyRequests: 200,
  stretch: 1_000_000,
  countedMsMax: 120_000,
};

export const quick: Sizes = {
  ...whole,
  runs: 1,
  batchRecords: 20_000,
  singleEvents: 5_000,
  singleMsMax: 2_000,
  freshSeconds: 2,
  memoryRecords: 50_000,
  restartRecords: 20_000,
  slopeRecords: 10_000,
  slopeEvents: 100_000,
  kafkaEvents: 40_000,
  kafkaDoorEvents: 10_000,
  scrapeSamples: [100, 1_000, 10_000],
  historyKpis: 2,
  historyDays: 3,
  historyRequests: 10,
  stretch: 10_000,
  countedMsMax: 30_000,
};
