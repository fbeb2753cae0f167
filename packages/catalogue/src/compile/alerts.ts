// Compiles the alerts on a KPI: which values are watched (a rolling window, the totals or one dimension, some levels), from which
// bound on they alert, and where that is over.
import type { AlertPlan } from '@nhip/core';
import { alertSchema } from '../language/kpi-schema.ts';
import { daysIn, secondsIn } from '../language/scalars.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';

/** What the KPI is published for. */
export interface Watchable {
  readonly levels: readonly string[];
  readonly per: readonly { readonly dimension: string; readonly levels: readonly string[] }[];
}

/** One alert, or a list of them. */
export function alertsOf(node: SourceNode | undefined, published: Watchable, faults: Faults): readonly AlertPlan[] {
  if (node === undefined) return [];
  const nodes = Array.isArray(node.value) ? node.items : [node];
  const alerts = nodes.flatMap((one) => alertOf(one, published, faults) ?? []);
  const names = alerts.map(({ severity, perDimension, below }) => `${severity}/${perDimension}/${below === null}`);
  const twice = names.findIndex((name, place) => names.indexOf(name) < place);
  if (twice >= 0) {
    const at = nodes[twice] ?? node;
    faults.add(at, `an alert of this severity and direction stands here already: expected another severity`);
  }
  checkOrder(nodes, alerts, faults);
  return alerts;
}

const BY_SEVERITY: readonly AlertPlan['severity'][] = ['info', 'warning', 'critical'];

/** Of what is watched in one window, the worse alert has the worse bound: else the milder one would never come first. */
function checkOrder(nodes: readonly SourceNode[], alerts: readonly AlertPlan[], faults: Faults): void {
  if (alerts.length < nodes.length) return;
  for (const [place, worse] of alerts.entries()) {
    const milder = alerts.find((other) => isMilder(other, worse) && !isBefore(other, worse));
    const node = nodes[place];
    if (milder === undefined || node === undefined) continue;
    const [direction, bound] =
      worse.below === null ? (['above', milder.above] as const) : (['below', milder.below] as const);
    const expected = direction === 'below' ? 'less' : 'more';
    faults.add(
      node,
      `'${worse.severity}' alerts sooner than '${milder.severity}', ${direction}: ${bound}: expected ${expected}`,
    );
  }
}

function isMilder(one: AlertPlan, other: AlertPlan): boolean {
  const isSame = one.windowDays === other.windowDays && one.perDimension === other.perDimension;
  return isSame && BY_SEVERITY.indexOf(one.severity) < BY_SEVERITY.indexOf(other.severity);
}

/** Values that get worse reach its bound no later; one bound for both tells them apart by how long it lasts. Bounds of two directions are told apart by themselves. */
function isBefore({ below, above }: AlertPlan, worse: AlertPlan): boolean {
  if (below !== null && worse.below !== null) return below >= worse.below;
  return above === null || worse.above === null || above <= worse.above;
}

function alertOf(node: SourceNode, published: Watchable, faults: Faults): AlertPlan | null {
  const alert = read(node, alertSchema, faults);
  if (alert === null) return null;
  const { below = null, above = null, clear = null, per = null, severity } = alert;
  if ((below === null) === (above === null)) {
    faults.add(node, `an alert has one bound: expected below or above`);
    return null;
  }
  const isBetter = clear === null || (below === null ? clear < (above ?? clear) : clear > below);
  if (!isBetter) {
    const expected = below === null ? `less than above: ${above}` : `more than below: ${below}`;
    faults.add(node.members.get('clear') ?? node, `the alert is over at once at ${clear}: expected ${expected}`);
  }
  return {
    below,
    above,
    clear,
    windowDays: daysIn(alert.window),
    atLeast: alert.at_least,
    severity,
    forSeconds: secondsIn(alert.for),
    levels: watchedLevels(node, { per, levels: alert.levels ?? null }, { published, faults }),
    perDimension: per,
  };
}

interface Watching {
  readonly per: string | null;
  readonly levels: readonly string[] | null;
}

/** All levels at which the KPI publishes what is watched, or those of them that the alert names. */
function watchedLevels(
  node: SourceNode,
  { per, levels }: Watching,
  { published, faults }: { readonly published: Watchable; readonly faults: Faults },
): readonly string[] {
  const kept = published.per.find(({ dimension }) => dimension === per);
  if (per !== null && kept === undefined) {
    const names = known(published.per.map(({ dimension }) => dimension));
    faults.add(node.members.get('per') ?? node, `the KPI is not published per '${per}'; ${names}`);
  }
  const all = kept?.levels ?? published.levels;
  for (const level of (levels ?? []).filter((one) => !all.includes(one))) {
    faults.add(node.members.get('levels') ?? node, `the KPI is not published at '${level}'; ${known(all)}`);
  }
  return levels ?? all;
}
