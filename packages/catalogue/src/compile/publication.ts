// Where and when a KPI is published: grains, levels, dimensions kept, targets, the alerts on it.
import type { AlertPlan, Grain, KpiPlan } from '@nhip/core';
import type { z } from 'zod';
import { type kpiSchema, perSchema } from '../language/kpi-schema.ts';
import { known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import { alertsOf } from './alerts.ts';
import { grainName } from './grains.ts';
import type { FormulaContext } from './kpi-context.ts';

export interface KeptDimension {
  readonly dimension: string;
  readonly levels: readonly string[];
  readonly node: SourceNode;
}

export interface Publication {
  readonly grains: readonly Grain[];
  readonly levels: readonly string[];
  readonly per: readonly KeptDimension[];
  readonly targets: KpiPlan['targets'];
  readonly alerts: readonly AlertPlan[];
}

const GRAINS: readonly Grain[] = ['month', 'quarter', 'year'];

export function publicationOf(
  root: SourceNode,
  { grains, levels, target }: Partial<z.output<typeof kpiSchema>>,
  context: FormulaContext,
): Publication {
  const own = typeof levels === 'string' ? [levels] : (levels ?? context.settings.levels);
  checkLevels(root.members.get('levels') ?? root, own, context);
  const per = perOf(root.members.get('per'), own, context);
  const alerts = alertsOf(root.members.get('alert'), { levels: own, per }, context.faults);
  const watched = alerts.map(({ windowDays }): Grain => `P${windowDays}D`);
  const targets = Object.entries(target ?? {}).map(([year, value]) => ({ year: Number(year), value }));
  return {
    grains: [...new Set([...(grains?.map(grainName) ?? GRAINS), ...watched])],
    levels: own,
    per,
    targets: targets.sort((left, right) => left.year - right.year),
    alerts,
  };
}

function checkLevels(at: SourceNode, levels: readonly string[], { settings, faults }: FormulaContext): void {
  if (settings.levels.length === 0) return;
  for (const level of levels) {
    if (!settings.levels.includes(level))
      faults.add(at, `the level '${level}' is not declared; ${known(settings.levels)}`);
  }
}

/** `procedure`, `[procedure, { dimension: channel, levels: [city] }]`, or `{ procedure: [city] }`. */
function perOf(
  node: SourceNode | undefined,
  levels: readonly string[],
  context: FormulaContext,
): readonly KeptDimension[] {
  const written = node === undefined ? null : read(node, perSchema, context.faults);
  if (node === undefined || written === null) return [];
  const kept = keptOf(node, levels);
  kept.forEach((one, place) => {
    if (kept.findIndex(({ dimension }) => dimension === one.dimension) < place) {
      context.faults.add(one.node, `the dimension '${one.dimension}' stands twice`);
    }
    checkLevels(one.node, one.levels, context);
  });
  return kept;
}

function keptOf(node: SourceNode, levels: readonly string[]): readonly KeptDimension[] {
  if (typeof node.value === 'string') return [{ dimension: node.value, levels, node }];
  const items = node.items.map((item) => {
    const dimension = String(item.members.get('dimension')?.value ?? item.value);
    return { dimension, levels: levelsIn(item.members.get('levels'), levels), node: item };
  });
  const members = [...node.members].map(([dimension, at]) => ({ dimension, levels: levelsIn(at, levels), node: at }));
  return [...items, ...members];
}

function levelsIn(node: SourceNode | undefined, otherwise: readonly string[]): readonly string[] {
  if (node === undefined) return otherwise;
  return node.items.length > 0 ? node.items.map(({ value }) => String(value)) : [String(node.value)];
}
