// The flags that the service raises by itself, each with what it tells. A catalogue may declare others, never one of these.
import type { Bilingual } from '../plan/plan.ts';

export const builtInFlags: Readonly<Record<string, Bilingual>> = {
  CALENDAR_UNCONFIRMED: {
    vi: 'Lịch làm việc của năm chưa được công bố',
    en: 'It counts in working time of a year whose calendar has not been announced',
  },
  DEFINITION_CHANGED: {
    vi: 'Một phần của kỳ nằm trước ngày định nghĩa dùng để tính bắt đầu có hiệu lực',
    en: 'A part of the period lies before the day on which the definition begins by which it is computed',
  },
  PARTIAL_SCORE: {
    vi: 'Điểm tổng hợp thiếu thành phần: mẫu số là số điểm có thể chấm',
    en: 'A composite that lacks a part: its denominator tells the points that could be scored',
  },
  PARTIAL_UNITS: {
    vi: 'Một số đơn vị chưa có số liệu còn hiệu lực',
    en: 'A unit that keeps such registers has no reading in force while another one has',
  },
  RESCALED_SCORE: {
    vi: 'Điểm tổng hợp được quy đổi từ các thành phần có điểm',
    en: 'A composite that lacks a part, its points taken in proportion to those that could be scored',
  },
  UNIT_SUCCESSOR: {
    vi: 'Có số liệu của đơn vị đã giải thể, tính cho đơn vị kế thừa',
    en: 'Something stated for a dissolved unit counts for its successor',
  },
};
