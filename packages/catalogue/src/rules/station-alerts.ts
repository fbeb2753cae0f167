// Rules: alerts on the data's way, station by station: what waits too long, what nobody counts, what cannot be counted.
import { boundedScenarios } from './bounded-scenarios.ts';
import { EXPORTER_FRESH, LATE_SECONDS_MAX, PARTITION_UNOWNED, PROCESS } from './freshness.ts';
import type { OperatorAlert } from './operator-alert.ts';
import type { Labels } from './rule.ts';
import { absentScenarios, deadLetterScenarios, staleScenarios, unownedScenarios } from './station-scenarios.ts';

const MINUTE = 60;
const MOVED: Labels = { job: 'nhip', instance: 'b:8080' };
const HISTORY_SECONDS_MAX = 900;

export const stationAlerts: readonly OperatorAlert[] = [
  {
    name: 'NhipValuesStale',
    expression: `absent(${EXPORTER_FRESH})`,
    forSeconds: 5 * MINUTE,
    severity: 'critical',
    summary: {
      vi: 'Số liệu đang cũ: không nơi nào hiển thị số liệu mới',
      en: 'Values are stale: no exporter shows fresh ones',
    },
    action: {
      vi: 'Các cảnh báo NhipTallyBehind, NhipEvaluatorBehind, NhipExporterBehind… cho biết chặng nào chậm. Cảnh báo chỉ số giữ nguyên.',
      en: 'NhipTallyBehind, NhipEvaluatorBehind, NhipExporterBehind and the like name the station. Alerts on KPIs stand as they stood.',
    },
    scenarios: staleScenarios,
  },
  {
    name: 'NhipTallyBehind',
    expression: `max by (partition) (nhip_tally_lag_seconds) > ${LATE_SECONDS_MAX}`,
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: {
      vi: 'Sự kiện của phân vùng {partition} chờ tính quá lâu',
      en: 'Events of partition {partition} wait too long to be counted',
    },
    action: {
      vi: 'Xem mục Việc còn chờ; thêm bộ tính nếu sự kiện đến nhanh hơn tốc độ tính.',
      en: 'See Backlog; add aggregators where events come faster than they are counted.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_tally_lag_seconds',
      labels: { ...PROCESS, partition: '2' },
      own: { partition: '2' },
      bad: LATE_SECONDS_MAX + 1,
      edge: LATE_SECONDS_MAX,
      moved: { ...MOVED, partition: '2' },
    }),
  },
  {
    name: 'NhipPartitionUnowned',
    expression: PARTITION_UNOWNED,
    forSeconds: 5 * MINUTE,
    severity: 'critical',
    summary: { vi: 'Không ai tính phân vùng {partition}', en: 'Nobody counts partition {partition}' },
    action: {
      vi: 'Khởi động thêm bộ tính, hoặc xem vì sao bộ tính không nhận phân vùng.',
      en: 'Start an aggregator, or see why none takes it.',
    },
    scenarios: unownedScenarios,
  },
  {
    name: 'NhipEvaluatorBehind',
    expression: `max(nhip_evaluate_lag_seconds) > ${LATE_SECONDS_MAX}`,
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: {
      vi: 'Sự kiện đã tính chưa vào chỉ số quá lâu',
      en: 'Counted events wait too long to show in the values',
    },
    action: {
      vi: 'Xem thời gian của một lần tính chỉ số ở mục Độ trễ.',
      en: 'See under Delay how long one evaluation takes.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_evaluate_lag_seconds',
      labels: PROCESS,
      own: {},
      bad: LATE_SECONDS_MAX + 1,
      edge: LATE_SECONDS_MAX,
      moved: MOVED,
    }),
  },
  {
    name: 'NhipEvaluatorMissing',
    expression: 'absent(nhip_evaluate_lag_seconds)',
    forSeconds: 5 * MINUTE,
    severity: 'critical',
    summary: { vi: 'Không ai tính chỉ số', en: 'Nobody evaluates KPIs' },
    action: {
      vi: 'Khởi động một bộ tính, hoặc xem vì sao không bộ nào nhận phân vùng của đồng hồ.',
      en: 'Start an aggregator, or see why none takes the partition of the clock.',
    },
    scenarios: absentScenarios,
  },
  {
    name: 'NhipExporterBehind',
    expression: `max by (job, instance) (nhip_view_lag_seconds) > ${LATE_SECONDS_MAX}`,
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: {
      vi: 'Nơi hiển thị {instance} chưa đọc kịp giá trị mới',
      en: 'The exporter {instance} has not taken in new values',
    },
    action: {
      vi: 'Xem bộ nhớ, bộ xử lý và kết nối tới nhật ký của nó.',
      en: 'Look at its memory, its processor time and its way to the log.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_view_lag_seconds',
      labels: PROCESS,
      own: PROCESS,
      bad: LATE_SECONDS_MAX + 1,
      edge: LATE_SECONDS_MAX,
      moved: null,
    }),
  },
  {
    name: 'NhipTickOverdue',
    expression: `min(nhip_view_tick_overdue_seconds) > ${LATE_SECONDS_MAX}`,
    forSeconds: 0,
    severity: 'critical',
    summary: {
      vi: 'Chưa có mốc nửa đêm: chỉ số vẫn là của hôm qua',
      en: 'The tick of midnight is missing: values are still those of yesterday',
    },
    action: {
      vi: 'Kiểm tra bộ tính giữ phân vùng của đồng hồ, và đồng hồ của máy.',
      en: 'Look at the aggregator that owns the partition of the clock, and at the clock of its machine.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_view_tick_overdue_seconds',
      labels: PROCESS,
      own: {},
      bad: LATE_SECONDS_MAX + 1,
      edge: LATE_SECONDS_MAX,
      moved: MOVED,
    }),
  },
  {
    name: 'NhipTickAhead',
    expression: `max by (job, instance) (nhip_view_tick_ahead_seconds) > ${LATE_SECONDS_MAX}`,
    forSeconds: 0,
    severity: 'critical',
    summary: {
      vi: 'Chỉ số tại {instance} là của một thời điểm chưa tới: có đồng hồ chạy sai',
      en: 'Values at {instance} are stated as of a moment to come: a clock is wrong',
    },
    action: {
      vi: 'Chỉnh đồng hồ của máy chạy bộ tính và của máy này (NTP). Nếu vẫn còn: chạy nhip rebuild, các mốc sai sẽ bị bỏ qua.',
      en: 'Set the clocks of the aggregators and of this machine right (NTP). If it stays: run nhip rebuild, which leaves the wrong ticks out.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_view_tick_ahead_seconds',
      labels: PROCESS,
      own: PROCESS,
      bad: LATE_SECONDS_MAX + 1,
      edge: LATE_SECONDS_MAX,
      moved: null,
    }),
  },
  {
    name: 'NhipDeadLetters',
    expression: deadLetters(),
    forSeconds: 0,
    severity: 'warning',
    summary: {
      vi: 'Có sự kiện đã nhận nhưng không tính được (phân vùng {partition})',
      en: 'Events were accepted and cannot be counted (partition {partition})',
    },
    action: {
      vi: 'Xem mã lỗi ở nhip_dead_letters_total; nguyên văn nằm trong topic deadletters.',
      en: 'nhip_dead_letters_total has the codes; the topic deadletters has the events as they came.',
    },
    scenarios: deadLetterScenarios,
  },
  {
    name: 'NhipHistoryBehind',
    expression: `max(nhip_history_waiting_seconds) > ${HISTORY_SECONDS_MAX}`,
    forSeconds: 5 * MINUTE,
    severity: 'warning',
    summary: { vi: 'Lịch sử giá trị chưa được ghi', en: 'The history of values is not written' },
    action: {
      vi: 'Kiểm tra cơ sở dữ liệu của lịch sử (NHIP_DATABASE_URL) hoặc đĩa. Số liệu hiện tại không bị ảnh hưởng.',
      en: 'Look at the database of the history (NHIP_DATABASE_URL), or the disk. Present values are not touched by it.',
    },
    scenarios: boundedScenarios({
      series: 'nhip_history_waiting_seconds',
      labels: PROCESS,
      own: {},
      bad: HISTORY_SECONDS_MAX + 1,
      edge: HISTORY_SECONDS_MAX,
      moved: MOVED,
    }),
  },
];

/** Counts are kept with the state, so the first one is seen too, and a restart brings none. */
function deadLetters(): string {
  const counted = 'nhip_tally_judged_total{verdict="dead_lettered"}';
  return `max by (partition) (${counted})
- on (partition)
min by (partition) (min_over_time(${counted}[1h]))
> 0`;
}
