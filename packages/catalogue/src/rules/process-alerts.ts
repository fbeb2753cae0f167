// Rules: alerts on the processes of the service: whether they run, whether they begin again and again, whether they reach the log.
import { boundedScenarios } from './bounded-scenarios.ts';
import { PROCESS } from './freshness.ts';
import { type OperatorAlert, type OperatorStage, scenario, series, silent, told } from './operator-alert.ts';
import type { Labels, Scenario } from './rule.ts';

/** Whatever Prometheus scrapes of the service. */
const JOBS = 'job=~"nhip.*"';
const MINUTE = 60;
const RESTARTS_MAX = 4;
/** A broker that restarts is back by then. */
const REFUSED_SECONDS_MAX = 60;

export const processAlerts: readonly OperatorAlert[] = [
  {
    name: 'NhipDown',
    expression: `absent(up{${JOBS}} == 1)`,
    forSeconds: 2 * MINUTE,
    severity: 'critical',
    summary: { vi: 'Không tiến trình nào của Nhịp trả lời', en: 'No process of Nhịp answers' },
    action: {
      vi: 'Kiểm tra các tiến trình và cấu hình thu thập của Prometheus. Cảnh báo chỉ số giữ nguyên trạng thái.',
      en: 'Look at the processes and at what Prometheus scrapes. Alerts on KPIs stand as they stood.',
    },
    scenarios: downScenarios,
  },
  {
    name: 'NhipTargetDown',
    expression: `up{${JOBS}} == 0`,
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: {
      vi: 'Tiến trình {instance} ({job}) không trả lời',
      en: 'The process {instance} ({job}) does not answer',
    },
    action: {
      vi: 'Xem nhật ký của tiến trình: nó ghi lý do dừng.',
      en: 'Read the log of the process: it says why it ended.',
    },
    scenarios: boundedScenarios({ series: 'up', labels: PROCESS, own: PROCESS, bad: 0, edge: 1, moved: null }),
  },
  {
    name: 'NhipLogDown',
    expression: 'max by (job, instance) (nhip_log_up) == 0',
    forSeconds: 2 * MINUTE,
    severity: 'critical',
    summary: {
      vi: 'Tiến trình {instance} không tới được nhật ký sự kiện (Kafka)',
      en: 'The process {instance} does not reach the log (on Kafka: no broker answers)',
    },
    action: {
      vi: 'Kiểm tra các broker và mạng. Cửa nhận trả lời 503 và chưa nhận gì; không có gì bị mất.',
      en: 'Look at the brokers and the network. The door answers 503 and has accepted nothing; nothing is lost.',
    },
    scenarios: boundedScenarios({ series: 'nhip_log_up', labels: PROCESS, own: PROCESS, bad: 0, edge: 1, moved: null }),
  },
  {
    name: 'NhipLogRefuses',
    expression: `max by (job, instance, station) (nhip_log_refusing_seconds) > ${REFUSED_SECONDS_MAX}`,
    forSeconds: MINUTE,
    severity: 'critical',
    summary: {
      vi: 'Tiến trình {instance} không ghi được vào nhật ký sự kiện ({station})',
      en: 'The process {instance} cannot write to the log ({station})',
    },
    action: {
      vi: 'Nhật ký của tiến trình ghi lý do và việc cần làm: đĩa đầy, quyền trên broker, cỡ thông điệp; trạm tick: đồng hồ chạy nhanh. Không có gì bị mất; tiến trình tự ghi tiếp.',
      en: 'The log of the process says why and what to do: a full disk, a right on the broker, the size of messages; station tick: a clock that runs ahead. Nothing is lost; it goes on by itself.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_log_refusing_seconds',
      labels: { ...PROCESS, station: 'tally', partition: '2' },
      own: { ...PROCESS, station: 'tally' },
      bad: REFUSED_SECONDS_MAX + 1,
      edge: REFUSED_SECONDS_MAX,
      moved: null,
    }),
  },
  {
    name: 'NhipDoorClosed',
    expression: 'max by (job, instance) (nhip_door_closed) == 1',
    forSeconds: 5 * MINUTE,
    severity: 'critical',
    summary: {
      vi: 'Cửa nhận {instance} bị đóng để dựng lại và chưa mở ra',
      en: 'A rebuild has closed the door {instance} and not opened it again',
    },
    action: {
      vi: 'Nếu không còn tiến trình nhip rebuild nào chạy thì nó đã bị ngắt: chạy lại nhip rebuild, lệnh này mở cửa trước tiên. Cửa trả lời 503 và chưa nhận gì; không có gì bị mất.',
      en: 'Where no nhip rebuild is running any more, it was broken off: run nhip rebuild again, which opens the door first. The door answers 503 and has accepted nothing; nothing is lost.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_door_closed',
      labels: PROCESS,
      own: PROCESS,
      bad: 1,
      edge: 0,
      moved: null,
    }),
  },
  {
    name: 'NhipThreadDown',
    expression: 'max by (job, instance, thread) (nhip_thread_up) == 0',
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: {
      vi: 'Luồng {thread} của {instance} không trả lời',
      en: 'The thread {thread} of {instance} does not answer in time',
    },
    action: {
      vi: 'Luồng đang quá tải hoặc đang khôi phục: xem mục Luồng bận.',
      en: 'The thread is overloaded or restoring: see Busy threads.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_thread_up',
      labels: { ...PROCESS, thread: 'aggregator' },
      own: { ...PROCESS, thread: 'aggregator' },
      bad: 0,
      edge: 1,
      moved: null,
    }),
  },
  {
    name: 'NhipRestartLoop',
    expression: `changes(nhip_process_start_time_seconds{${JOBS}}[1h]) > ${RESTARTS_MAX}`,
    forSeconds: 0,
    severity: 'critical',
    summary: {
      vi: 'Tiến trình {instance} khởi động lại liên tục',
      en: 'The process {instance} starts again and again',
    },
    action: {
      vi: 'Xem nhật ký ngay trước mỗi lần khởi động lại: thiếu bộ nhớ, hoặc một lỗi bất biến.',
      en: 'Read its log before each start: too little memory, or a broken invariant.',
    },
    scenarios: (stage) =>
      loopScenarios(stage, {
        name: 'nhip_process_start_time_seconds',
        labels: PROCESS,
        own: PROCESS,
        loops: RESTARTS_MAX + 1,
      }),
  },
  {
    name: 'NhipRestoreLoop',
    expression: restores(),
    forSeconds: 0,
    severity: 'critical',
    summary: {
      vi: 'Phân vùng {partition} được khôi phục liên tục',
      en: 'Partition {partition} is restored again and again',
    },
    action: {
      vi: 'Các bộ tính giành nhau phân vùng hoặc chết giữa chừng: xem nhật ký của chúng và bộ nhớ.',
      en: 'Aggregators take it from each other, or die with it: read their logs, look at their memory.',
    },
    scenarios: (stage) =>
      loopScenarios(stage, {
        name: 'nhip_tally_restored_time_seconds',
        labels: { ...PROCESS, partition: '3' },
        own: { partition: '3' },
        loops: RESTARTS_MAX + 1,
      }),
  },
];

/** In one process, and from one to the next: each of those has a series of its own. */
function restores(): string {
  const changed = 'sum by (partition) (changes(nhip_tally_restored_time_seconds[1h]))';
  const owners = 'count by (partition) (count_over_time(nhip_tally_restored_time_seconds[1h]))';
  return `${changed}\n+\n${owners}\n> ${RESTARTS_MAX + 1}`;
}

function downScenarios({ wait, reads }: OperatorStage): readonly Scenario[] {
  const up = (instance: string) => ({ job: 'nhip', instance });
  const none: Labels = {};
  return [
    scenario('fires', {
      says: 'when it lasts',
      inputs: [series('up', PROCESS, [0, wait + 2])],
      expects: [silent(wait - 1), { step: wait, firing: [{ labels: none, annotations: reads(none) }] }],
    }),
    scenario('just below', {
      says: 'is silent as long as one answers',
      inputs: [series('up', up('a:8080'), [0, wait + 2]), series('up', up('b:8080'), [1, wait + 2])],
      expects: [silent(wait + 1)],
    }),
    scenario('resolves', {
      says: 'when one answers again',
      inputs: [series('up', PROCESS, [0, wait + 2], [1, 2])],
      expects: [told(wait + 1, none), silent(wait + 2)],
    }),
    scenario('missing data', {
      says: 'fires where nothing of the service is scraped at all',
      inputs: [series('up', { job: 'prometheus', instance: 'c:9090' }, [1, wait + 2])],
      expects: [silent(wait - 1), told(wait, none)],
    }),
    scenario('roll-over', {
      says: 'is silent when one process replaces another',
      inputs: [
        series('up', up('a:8080'), [1, wait + 2], [null, wait + 2]),
        series('up', up('b:8080'), [null, wait + 3], [1, wait + 2]),
      ],
      expects: [silent(wait + 2), silent(2 * wait + 3)],
    }),
  ];
}

interface Loop {
  readonly name: string;
  readonly labels: Labels;
  readonly own: Labels;
  /** So many beginnings within the hour after the first are too many. */
  readonly loops: number;
}

const EVERY = 5;

/** Each beginning is a new value for some minutes. */
function loopScenarios({ reads }: OperatorStage, { name, labels, own, loops }: Loop): readonly Scenario[] {
  const begins = (count: number, last: number) =>
    series(name, labels, ...Array.from({ length: count }, (_, place) => [1000 + place, EVERY] as const), [
      1000 + count,
      last,
    ]);
  const last = EVERY * loops;
  return [
    scenario('fires', {
      says: 'at one beginning too many within the hour',
      inputs: [begins(loops, 3)],
      expects: [silent(last - 1), { step: last, firing: [{ labels: own, annotations: reads(own) }] }],
    }),
    scenario('just below', {
      says: 'is silent at one less',
      inputs: [begins(loops - 1, 30)],
      expects: [silent(last), silent(last + 20)],
    }),
    scenario('resolves', {
      says: 'when it has run for long enough',
      inputs: [begins(loops, 70)],
      expects: [told(last + 1, own), silent(last + 65)],
    }),
    scenario('missing data', { says: 'is silent of what nobody tells', inputs: [], expects: [silent(0), silent(70)] }),
    scenario('roll-over', {
      says: 'is silent when it begins once a day',
      inputs: [series(name, labels, [1000, 70], [2000, 70], [3000, 70], [4000, 70], [5000, 70], [6000, 70], [7000, 5])],
      expects: [silent(71), silent(424)],
    }),
  ];
}
