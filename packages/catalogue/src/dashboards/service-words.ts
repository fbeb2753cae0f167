// Dashboards: the words of the page about the service itself, for those who run it.
import type { Bilingual } from '@nhip/core';
import { type Language, spoken } from './words.ts';

const dictionary = {
  now: { vi: 'Hiện tại', en: 'Now' },
  up: { vi: 'Tiến trình đang chạy', en: 'Processes up' },
  down: { vi: 'Không trả lời', en: 'Down' },
  alerts: { vi: 'Cảnh báo đang phát', en: 'Alerts firing' },
  longestWait: { vi: 'Sự kiện chờ lâu nhất', en: 'Oldest event waiting' },
  pending: { vi: 'Đã nhận, chưa tính', en: 'Accepted, not counted yet' },
  deadLetters: { vi: 'Đã nhận, không tính được', en: 'Accepted, cannot be counted' },
  refused: { vi: 'Bị từ chối', en: 'Refused' },

  intake: { vi: 'Tiếp nhận', en: 'Intake' },
  accepted: { vi: 'Sự kiện được nhận mỗi giây', en: 'Events accepted a second' },
  acceptedLine: { vi: 'được nhận', en: 'accepted' },
  verdicts: { vi: 'Kết quả xử lý mỗi giây', en: 'Verdicts a second' },
  refusedByCode: { vi: 'Bị từ chối mỗi giây, theo mã lỗi', en: 'Refused a second, by error code' },

  delay: { vi: 'Độ trễ', en: 'Delay' },
  eventToKpi: { vi: 'Từ khi nhận sự kiện đến khi chỉ số đổi', en: 'From an event to the KPI it changes' },
  stations: { vi: 'Từng chặng, phân vị 99', en: 'Each station, 99th percentile' },
  append: { vi: 'ghi vào nhật ký', en: 'append to the log' },
  commit: { vi: 'ghi kết quả tính', en: 'commit of the tally' },
  evaluate: { vi: 'tính chỉ số', en: 'evaluation' },
  waits: { vi: 'Sự kiện chờ lâu nhất ở từng chặng', en: 'Oldest event waiting at each station' },
  tallyOf: { vi: 'chờ tính, phân vùng {{partition}}', en: 'tally, partition {{partition}}' },
  view: { vi: 'chờ hiển thị', en: 'view' },
  tickOverdue: { vi: 'thiếu mốc nửa đêm', en: 'tick of midnight overdue' },

  backlog: { vi: 'Việc còn chờ', en: 'Backlog' },
  pendingOf: { vi: 'chờ tính, phân vùng {{partition}}', en: 'pending, partition {{partition}}' },
  behind: { vi: 'bản ghi chưa hiển thị', en: 'entries not shown yet' },
  trouble: { vi: 'Sự cố kể từ khi khởi động', en: 'Trouble since the start' },
  deadLettersLine: { vi: 'không tính được', en: 'dead letters' },
  conflictsLine: { vi: 'mâu thuẫn', en: 'conflicts' },
  restore: { vi: 'khôi phục, phân vùng {{partition}} (giây)', en: 'restore, partition {{partition}} (seconds)' },

  queries: { vi: 'Truy vấn', en: 'Queries' },
  queryDelay: { vi: 'Thời gian trả lời, phân vị 99', en: 'Time to answer, 99th percentile' },
  queryRate: { vi: 'Số lần trả lời mỗi giây', en: 'Answers a second' },

  resources: { vi: 'Tài nguyên', en: 'Resources' },
  memory: { vi: 'Bộ nhớ', en: 'Memory' },
  cpu: { vi: 'Bộ xử lý (nhân)', en: 'Processor (cores)' },
  threads: { vi: 'Luồng bận', en: 'Busy threads' },
  size: { vi: 'Quy mô dữ liệu', en: 'Size of the state' },
  records: { vi: 'hồ sơ', en: 'records' },
  cells: { vi: 'ô số liệu', en: 'cells' },
  series: { vi: 'chuỗi giá trị', en: 'series of values' },
  scraped: { vi: 'chuỗi gửi Prometheus', en: 'series for Prometheus' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type ServiceWords = Readonly<Record<keyof typeof dictionary, string>>;

export function serviceWordsOf(language: Language): ServiceWords {
  return spoken(dictionary, language);
}
