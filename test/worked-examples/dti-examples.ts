// Worked example E8: the points of the DTI, stage by stage, and a score by steps.
import { type Example, type Told, teller } from './example.ts';

const tell = teller();

const component = (unit: string, name: string, points: number, stage = 'achieved'): Told =>
  tell(unit, 'vn.nhip.dti_score.stated', { unit, year: 2023, component: name, stage, of: '2023', points });

const achieved: Readonly<Record<string, number>> = {
  awareness: 90,
  institutions: 85,
  infrastructure: 70,
  people: 60,
  security: 80,
  government: 150,
  economy: 100,
  society: 120,
};
const ofCity = Object.entries(achieved).map(([name, points]) => component('city', name, points));
const meeting = (agency: string, no: number, heldAt: string): Told =>
  tell(agency, 'vn.nhip.meeting.held', { no, heldAt });

export const dtiExamples: readonly Example[] = [
  {
    name: 'E8: the points of the achieved stage, and the pillars, which share the foundation',
    catalogue: 'index-dti',
    told: [
      ...ofCity,
      component('city', 'awareness', 99, 'self'),
      component('city', 'awareness', 95, 'appraised'),
      component('D', 'awareness', 11),
    ],
    tick: '2024-06-30T12:00:00+07:00',
    answers: [
      ['awareness', 'city', '2023', '90/1 score 90'],
      ['awareness-self', 'city', '2023', '99/1 score 99'],
      ['awareness', 'D', '2023', '11/1 score 11'],
      ['foundation', 'city', '2023', '385/500 score 385'],
      ['dti', 'city', '2023', '755/1000 score 755'],
      ['pillar-government', 'city', '2023', '535/700 score 535'],
      ['pillar-economy', 'city', '2023', '485/650 score 485'],
      ['pillar-society', 'city', '2023', '505/650 score 505'],
      ['dti', 'D', '2023', '11/100 score 11 PARTIAL_SCORE'],
    ],
  },
  {
    name: 'E8: a component that is not stated leaves 990 points',
    catalogue: 'index-dti',
    told: [component('city', 'most', 700)],
    tick: '2024-06-30T12:00:00+07:00',
    answers: [
      ['components', 'city', '2023', '700/990 score 700 PARTIAL_SCORE'],
      ['dti', 'city', '2023', '0/0 no value'],
    ],
  },
  {
    name: 'E8: meetings score by steps',
    catalogue: 'index-dti',
    told: [
      ...[1, 2, 3].map((no) => meeting('D', no, '2023-05-01')),
      ...[4, 5].map((no) => meeting('A', no, '2023-05-01')),
    ],
    tick: '2024-06-30T12:00:00+07:00',
    answers: [
      ['meetings', 'D', '2023', '3 score 15'],
      ['meetings', 'A', '2023', '2 score 10'],
      ['meetings', 'city', '2023', '5 score 20'],
      ['meetings', 'D', '2024', '0 score 0'],
    ],
  },
];
