// Dashboards: every word of them that does not come from the catalogue, in both languages. One dashboard speaks one language:
// leaders read titles at a glance, and a title in two languages is read twice.
import type { Bilingual } from '@nhip/core';

export type Language = keyof Bilingual;
export const languages: readonly Language[] = ['vi', 'en'];

/** Each word in both languages; `wordsOf` gives those of one. */
const dictionary = {
  otherLanguage: { vi: 'English', en: 'Tiếng Việt' },
  overview: { vi: 'Tổng quan điều hành', en: 'Leadership overview' },
  programme: { vi: 'Chương trình', en: 'Programme' },
  programmes: { vi: 'Các chương trình', en: 'Programmes' },
  unit: { vi: 'Đơn vị', en: 'Unit' },
  units: { vi: 'Các đơn vị', en: 'Units' },
  quality: { vi: 'Chất lượng dữ liệu', en: 'Data quality' },
  service: { vi: 'Tình trạng hệ thống', en: 'Service health' },
  reference: { vi: 'Định nghĩa chỉ số', en: 'Definition' },
  allValues: { vi: 'Mọi giá trị', en: 'All values' },
  basis: { vi: 'Căn cứ', en: 'Basis' },
  owner: { vi: 'Đơn vị chủ trì', en: 'Owner' },

  level: { vi: 'Cấp xếp hạng', en: 'Level to rank' },
  grain: { vi: 'Kỳ tính', en: 'Period length' },
  period: { vi: 'Xem kỳ', en: 'Period' },
  current: { vi: 'Kỳ này, đến nay', en: 'So far this period' },
  previous: { vi: 'Kỳ gần nhất đã kết thúc', en: 'Last complete period' },
  now: { vi: 'Kỳ này', en: 'This period' },
  before: { vi: 'Kỳ trước', en: 'Last period' },

  kpi: { vi: 'Chỉ số', en: 'KPI' },
  value: { vi: 'Giá trị', en: 'Value' },
  target: { vi: 'Chỉ tiêu', en: 'Target' },
  short: { vi: 'Còn thiếu', en: 'Short by' },
  status: { vi: 'Tình trạng số liệu', en: 'State of data' },
  numerator: { vi: 'Tử số', en: 'Numerator' },
  denominator: { vi: 'Mẫu số', en: 'Denominator' },
  points: { vi: 'Điểm', en: 'Points' },
  pointsMax: { vi: 'Tối đa', en: 'At most' },
  pointsPossible: { vi: 'Điểm chấm được', en: 'Points that could be scored' },
  pointsLost: { vi: 'Điểm mất', en: 'Points lost' },
  pointsLeft: { vi: 'Điểm còn lại', en: 'Points left' },
  measure: { vi: 'Đơn vị tính', en: 'Unit of measure' },
  total: { vi: 'Tổng điểm', en: 'Total' },

  noValue: { vi: 'Chưa có số liệu', en: 'No data' },
  none: { vi: '–', en: '–' },
  ok: { vi: 'Có số liệu', en: 'Stated' },
  'no-value': { vi: 'Chưa có số liệu', en: 'No data' },
  'not-reporting': { vi: 'Chưa báo cáo', en: 'Not reporting' },
  'not-applicable': { vi: 'Không áp dụng', en: 'Not applicable' },
  'not-rated': { vi: 'Quá ít để xếp hạng', en: 'Too few to be rated' },

  kpis: { vi: 'Số chỉ số', en: 'KPIs' },
  withValue: { vi: 'Có số liệu', en: 'With data' },
  withTarget: { vi: 'Có chỉ tiêu', en: 'With a target' },
  met: { vi: 'Đạt', en: 'On target' },
  behind: { vi: 'Chưa đạt', en: 'Behind' },
  unknown: { vi: 'Chưa có số liệu', en: 'No data' },
  asOf: { vi: 'Số liệu tính đến', en: 'Stated as of' },

  targetsTitle: { vi: 'Chỉ số có chỉ tiêu', en: 'KPIs that have a target' },
  againstTargets: { vi: 'So với chỉ tiêu, chậm nhất ở trên', en: 'Against targets, furthest behind first' },
  otherTargetsTitle: { vi: 'Chỉ tiêu về số lượng và điểm', en: 'Targets in counts and points' },
  lastUnits: { vi: 'Mười đơn vị thấp nhất', en: 'Ten lowest units' },
  firstUnits: { vi: 'Mười đơn vị cao nhất', en: 'Ten highest units' },
  trend: { vi: 'Diễn biến', en: 'How it went' },
  periodTrend: { vi: 'Qua các kỳ', en: 'Period by period' },
  shares: { vi: 'Tỷ lệ', en: 'Shares' },
  figures: { vi: 'Số lượng, điểm và thời gian', en: 'Counts, points and times' },
  byUnit: { vi: 'Theo đơn vị', en: 'By unit' },
  league: { vi: 'Bảng xếp hạng', en: 'League table' },
  leagueStates: { vi: 'Bao nhiêu đơn vị có số liệu', en: 'How many units have data' },
  picture: { vi: 'Bức tranh của đơn vị', en: 'The whole picture of the unit' },
  groups: { vi: 'Các nhóm tiêu chí', en: 'Groups of criteria' },
  waterfall: { vi: 'Từ điểm tối đa đến điểm đạt được', en: 'From the most points down to those scored' },
  most: { vi: 'Tối đa', en: 'At most' },
  lost: { vi: 'Mất điểm nhiều nhất ở đâu', en: 'Where most points are lost' },
  unscored: { vi: 'chưa chấm được', en: 'not scored yet' },
  partial: { vi: 'Tạm tính, chưa chấm đủ tiêu chí', en: 'Provisional, not all criteria scored' },
  byCalendar: { vi: 'Theo lịch', en: 'By the calendar' },
  longestWait: { vi: 'Sự kiện chờ lâu nhất', en: 'Oldest event waiting' },
  tickMissing: { vi: 'Thiếu mốc nửa đêm', en: 'Midnight is missing since' },
  age: { vi: 'Cách đây', en: 'Ago' },
  noStatement: { vi: 'Chưa tự gửi', en: 'Sent nothing itself' },
  lastStatement: { vi: 'Lần gửi số liệu gần nhất', en: 'Last statement' },

  byType: { vi: 'Theo loại dữ liệu', en: 'By type of data' },
  type: { vi: 'Loại dữ liệu', en: 'Type of data' },
  sender: { vi: 'Mã đơn vị gửi', en: 'Sender' },
  senders: { vi: 'Đơn vị gửi dữ liệu', en: 'Senders' },
  counted: { vi: 'Được tính', en: 'Counted' },
  repeated: { vi: 'Lặp lại', en: 'Repeated' },
  superseded: { vi: 'Đã bị thay thế', en: 'Superseded' },
  deadLettered: { vi: 'Không tính được', en: 'Dead letters' },
  conflicts: { vi: 'Mâu thuẫn', en: 'Conflicts' },
  refused: { vi: 'Bị từ chối, theo mã lỗi', en: 'Refused, by error code' },
  unknownType: { vi: '(không rõ)', en: '(unknown)' },
  code: { vi: 'Mã lỗi', en: 'Error code' },
  count: { vi: 'Số lần', en: 'Times' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Words = Readonly<Record<keyof typeof dictionary, string>>;

export function wordsOf(language: Language): Words {
  return spoken(dictionary, language);
}

/** The words of a dictionary in one language. */
export function spoken<Name extends string>(
  words: Readonly<Record<Name, Bilingual>>,
  language: Language,
): Readonly<Record<Name, string>> {
  const texts = Object.entries<Bilingual>(words).map(([name, { [language]: text }]) => [name, text] as const);
  return Object.fromEntries(texts) as Record<Name, string>;
}

/** Periods by the name of their grain. */
export const grainTitles: Readonly<Record<string, Bilingual>> = {
  day: { vi: 'Ngày', en: 'Day' },
  week: { vi: 'Tuần', en: 'Week' },
  month: { vi: 'Tháng', en: 'Month' },
  quarter: { vi: 'Quý', en: 'Quarter' },
  year: { vi: 'Năm', en: 'Year' },
};

/** Units of measure that have a name of their own; of others the catalogue's word is shown. */
export const measureTitles: Readonly<Record<string, Bilingual>> = {
  ratio: { vi: '%', en: '%' },
  count: { vi: 'số lượng', en: 'count' },
  points: { vi: 'điểm', en: 'points' },
  hours: { vi: 'giờ', en: 'hours' },
  days: { vi: 'ngày', en: 'days' },
  index: { vi: 'chỉ số 0–1', en: 'index 0–1' },
};
