// Faults of alerts: changes of the good catalogue, each with the line it stands on and what is to be told.
import type { FaultCase } from './fault-cases.ts';

const GOOD = 'alert: { below: 0.45, window: 30d, at_least: 30, severity: warning, for: 1h }';
const more = (members: string): string => GOOD.replace('severity', `${members}, severity`);

export const alerts: readonly FaultCase[] = [
  ['below: 0.45, window', 'window', 'alert: {', 'an alert has one bound: expected below or above'],
  ['below: 0.45, window', 'below: 0.45, above: 0.9, window', 'alert: {', 'an alert has one bound'],
  [GOOD, more('clear: 0.45'), 'alert: {', 'the alert is over at once at 0.45: expected more than below: 0.45'],
  [GOOD, 'alert: { above: 0.45, clear: 0.5, severity: info }', 'alert: {', 'expected less than above: 0.45'],
  [GOOD, 'alert: { above: 0.45, clear: 0.4, severity: info }', '', ''],
  [GOOD, 'alert: { below: 0.45, colour: red, severity: info }', 'alert: {', `'colour' is not known here; known: below`],
  [GOOD, more('window: 30'), 'alert: {', 'YAML: Map keys must be unique'],
  ['window: 30d, at', 'window: month, at', 'alert: {', 'expected a number of days such as 30d'],
  [GOOD, more('levels: [ward]'), 'alert: {', `the KPI is not published at 'ward'; known: city, commune`],
  [GOOD, more('per: channel'), 'alert: {', `the KPI is not published per 'channel'; none is declared`],
  [
    GOOD,
    'alert:\n  - { below: 0.45, severity: info }\n  - { below: 0.3, severity: info }',
    '- { below: 0.3',
    'an alert of this severity and direction stands here already',
  ],
  [
    GOOD,
    'alert:\n  - { below: 0.45, severity: info }\n  - { above: 0.9, severity: info }\n  - { below: 0.3, severity: critical }',
    '',
    '',
  ],
  [
    GOOD,
    'alert:\n  - { below: 0.3, severity: warning }\n  - { below: 0.45, severity: critical }',
    '- { below: 0.45',
    `'critical' alerts sooner than 'warning', below: 0.3: expected less`,
  ],
  [
    GOOD,
    'alert:\n  - { above: 0.3, severity: info }\n  - { above: 0.2, severity: warning }',
    '- { above: 0.2',
    `'warning' alerts sooner than 'info', above: 0.3: expected more`,
  ],
  [GOOD, 'alert:\n  - { below: 0.3, severity: warning }\n  - { below: 0.3, for: 2d, severity: critical }', '', ''],
  [GOOD, 'alert:\n  - { below: 0.3, severity: warning }\n  - { below: 0.4, window: 7d, severity: critical }', '', ''],
  [
    'grains: [day, 7d]',
    'alert: { above: 9, at_least: 5, severity: info }',
    'alert: { above: 9',
    `'at_least' asks for a denominator, and the formula has none: expected a ratio`,
  ],
  ['grains: [day, 7d]', 'alert: { above: 9, severity: info }', '', ''],
];
