// Test support: a small catalogue whose alerts have everything that alerts may have.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules, type RulesFile } from '@nhip/catalogue';

export const ADDRESS = 'https://kpi.example.vn/';
export const GRAFANA = 'https://grafana.example.vn';

const HEAD = `catalogue: demanding
title: { vi: Khó, en: Demanding }
timeZone: Asia/Ho_Chi_Minh
root: city
levels: [city, ward]
---
units:
  - { code: city, level: city, title: { vi: Thành phố, en: City } }
  - { code: A.1, level: ward, parent: city, title: { vi: 'Phường "A"', en: 'Ward "A" {{ 1 }}' } }
  - { code: B, level: ward, parent: city, until: 2025-07-01, successor: A.1, title: { vi: B, en: B } }
---
record: dossier
title: { vi: Hồ sơ, en: Dossier }
key: [dossierId]
cadence: [{ every: 3d, units: [A.1] }, { every: 10d, levels: [ward] }]
fields:
  dossierId: { type: text, max: 64 }
  channel: { type: enum, values: [counter, online], missing: counter }
  receivedAt: { type: instant, required: true }
  severity: { type: enum, values: [low, high] }
  change: { type: decimal, scale: 2, min: -1000, max: 1000 }
events:
  vn.nhip.dossier.received: [receivedAt, channel, severity, change]
measures:
  received: { count: true, at: receivedAt, by: [severity] }
  online: { count: true, at: receivedAt, where: { channel: online } }
  change: { sum: change, at: receivedAt }
`;

const KPIS = `---
kpi: online-share
title: { vi: 'Trực tuyến {{ .Vi }}', en: "Online's share {{ .En }}" }
basis: test
owner: [{ unit: city }, { unit: A.1, from: 2025-01-01 }]
ratio: { of: dossier.online, over: dossier.received }
measure: ratio
better: higher
alert:
  - { below: 0.45, clear: 0.5, window: 7d, at_least: 30, severity: warning, for: 45m }
  - { below: 0.3, window: 7d, at_least: 0.5, severity: critical, for: 90s }
  - { above: 0.99, window: 30d, severity: info, levels: [city] }
---
kpi: change-2
title: { vi: Thay đổi, en: Change }
basis: test
value: dossier.change
measure: hours
better: neither
alert:
  - { below: -12345.5, clear: -12000, window: 30d, severity: warning, for: 3h }
  - { above: 0, window: 30d, severity: warning, for: 121m }
---
kpi: received
title: { vi: Nhận, en: Received }
basis: test
value: dossier.received
measure: count
better: higher
levels: [city]
per: [{ dimension: severity, levels: [city, ward] }]
alert:
  - { below: 3, per: severity, severity: warning, for: 10m }
  - { below: 1, per: severity, severity: critical, for: 10m }
`;

const ONE_KPI = `${KPIS.slice(0, KPIS.indexOf('alert:'))}alert: { below: 0.45, at_least: 30, severity: warning, for: 45m }\n`;

export function demandingRules(): Promise<readonly RulesFile[]> {
  return rulesOf(HEAD + KPIS);
}

/** Of one KPI with one alert. */
export function plainRules(): Promise<readonly RulesFile[]> {
  return rulesOf(HEAD + ONE_KPI);
}

/** Of a city that has no KPI and expects nothing of anybody. */
export function bareRules(): Promise<readonly RulesFile[]> {
  return rulesOf(HEAD.replace(/^cadence.*\n/m, ''));
}

export interface RandomAlert {
  readonly isBelow: boolean;
  readonly bound: number;
  /** How much better than the bound a value has to be; null: it need not be. */
  readonly clearBy: number | null;
  readonly windowDays: number;
  readonly wait: string;
  readonly atLeast: number;
}

/** Of a KPI that has these alerts, a warning and a critical one. */
export function randomRules(warning: RandomAlert, critical: RandomAlert): Promise<readonly RulesFile[]> {
  const alerts = `alert:\n  - ${alertText(warning, 'warning')}\n  - ${alertText(critical, 'critical')}\n`;
  return rulesOf(HEAD + KPIS.slice(0, KPIS.indexOf('alert:')) + alerts);
}

function alertText(alert: RandomAlert, severity: string): string {
  const { isBelow, bound, clearBy, windowDays, wait, atLeast } = alert;
  const clear = clearBy === null ? '' : `, clear: ${isBelow ? bound + clearBy : bound - clearBy}`;
  const rest = `window: ${windowDays}d, at_least: ${atLeast}, severity: ${severity}, for: ${wait}`;
  return `{ ${isBelow ? 'below' : 'above'}: ${bound}${clear}, ${rest} }`;
}

async function rulesOf(catalogue: string): Promise<readonly RulesFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-demanding-'));
  try {
    writeFileSync(join(folder, 'catalogue.yaml'), catalogue);
    return await loadRules(folder, { address: ADDRESS, grafana: GRAFANA });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
