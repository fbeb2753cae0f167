// Examples of KPIs: reads the documents of `*.test.yaml` files against a compiled catalogue; what does not fit is a fault.
import { openZone, type Plan, parseDay } from '@nhip/core';
import { DateTime } from 'luxon';
import { exampleSchema } from '../language/example-schema.ts';
import { type Faults, known } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { read } from '../source/read.ts';
import type { SourceDocument } from '../source/read-folder.ts';
import { parseAnswer } from './answer.ts';
import type { Answer, Example } from './example.ts';
import { placeOf } from './place.ts';
import { toldBy } from './told.ts';

export function readExamples(documents: readonly SourceDocument[], plan: Plan, faults: Faults): readonly Example[] {
  return documents.flatMap(({ root }) => readExample(root, plan, faults) ?? []);
}

function readExample(root: SourceNode, plan: Plan, faults: Faults): Example | null {
  const written = read(root, exampleSchema, faults);
  if (written === null) return null;
  const tickMs = momentOf(written.now, plan);
  if (tickMs === null) {
    const expected = 'expected a time such as 2023-04-01 09:00, or a date for its midnight';
    faults.add(root.members.get('now') ?? root, `'now' is '${written.now}': ${expected}`);
  }
  const answers = [...(root.members.get('values')?.members ?? [])].flatMap(([kpi, node]) =>
    answersOf(kpi, node, { plan, faults }),
  );
  const told = toldBy(root.members.get('events')?.items ?? [], plan, faults);
  const { file, line } = root;
  return tickMs === null ? null : { file, line, name: written.example, told, tickMs, answers };
}

function momentOf(text: string, { timeZone }: Plan): number | null {
  const day = parseDay(text);
  if (day !== null) return openZone(timeZone).midnight(day);
  const moment = DateTime.fromISO(text.replace(' ', 'T'), { zone: timeZone });
  return moment.isValid ? moment.toMillis() : null;
}

interface Context {
  readonly plan: Plan;
  readonly faults: Faults;
}

function answersOf(kpi: string, node: SourceNode, { plan, faults }: Context): readonly Answer[] {
  const declared = plan.kpis.find(({ id }) => id === kpi);
  if (declared === undefined) {
    faults.unresolved(node, `the KPI '${kpi}' is not declared; ${known(plan.kpis.map(({ id }) => id))}`);
    return [];
  }
  return [...node.members].flatMap(([place, { value, line }]) => {
    const at = placeOf(place, declared, plan);
    if (at.kind === 'unknown') faults.add({ file: node.file, line }, `'${place}' of ${kpi}: ${at.expected}`);
    const answer = String(value);
    const expected = parseAnswer(answer);
    if (expected === null) {
      const forms = 'expected one such as 1/2, 12.5, 0/0 no value, 3/4 score 1.50 A_FLAG, not reporting or -';
      faults.add({ file: node.file, line }, `the answer '${answer}' is not understood: ${forms}`);
    }
    if (at.kind === 'unknown' || expected === null) return [];
    return [{ kpi, ...at.place, expected, place, answer, line }];
  });
}
