// Reference: the page of one record type, for agencies: which events state what, each with an example that the door accepts.
import type { EventPlan, FieldPlan, FieldType, Plan, RecordPlan } from '@nhip/core';
import { stringify } from 'yaml';
import { exampleEvent } from './example-event.ts';
import { cell, fenced, kpiPath, pageOf, type ReferencePage, type ReferenceSource, recordPath, upTo } from './page.ts';
import { measuresOf } from './uses.ts';

export function recordPage({ plan, written }: ReferenceSource, record: RecordPlan): ReferencePage {
  const declared = written.records.get(record.name);
  const parts = [
    `# ${record.title.vi}`,
    `**${record.title.en}** · \`${record.name}\``,
    `Khóa / key: ${keyOf(record)}. Phiên bản / versions: \`${record.versions}\`.`,
    `## Trường / Fields`,
    fieldTable(record.fields, declared),
    ...record.parts.flatMap(({ name, fields }) => [`### ${name}`, fieldTable(fields, declared)]),
    ...eventParts(plan, record),
    ...definedPart('## Suy ra / Derived', declared, 'derive'),
    ...definedPart('## Số đo / Measures', declared, 'measures'),
    `## Chỉ số / KPIs`,
    kpiList(plan, record),
  ];
  return pageOf(recordPath(record.name), parts);
}

function keyOf({ key, fields, agencyInKey }: RecordPlan): string {
  const names = key.map((index) => `\`${fields[index]?.name ?? ''}\``);
  return [...(agencyInKey ? ['`agency`'] : []), ...names].join(', ');
}

function fieldTable(fields: readonly FieldPlan[], declared: unknown): string {
  const rows = fields.map(({ name, type, required }) => {
    const said = [titleIn(declared, name), required ? 'bắt buộc / required' : ''].filter((words) => words !== '');
    return `| \`${name}\` | ${cell(typeWords(type))} | ${cell(said.join('; '))} |`;
  });
  return ['| trường / field | kiểu / type | yêu cầu / demand |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What the catalogue calls the field; '' where it gives it no title. */
function titleIn(declared: unknown, field: string): string {
  const title = memberOf(memberOf(memberOf(declared, 'fields'), field), 'title');
  const [vi, en] = [memberOf(title, 'vi'), memberOf(title, 'en')];
  return vi === undefined || en === undefined ? '' : `${vi} / ${en}`;
}

function memberOf(node: unknown, key: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
  return (node as Readonly<Record<string, unknown>>)[key];
}

function typeWords(type: FieldType): string {
  switch (type.kind) {
    case 'text':
      return `text, ≤ ${type.max}`;
    case 'code':
      return type.domain === null ? `code, ≤ ${type.max}` : `code: ${type.domain}`;
    case 'enum':
      return `enum: ${type.values.join(', ')}${type.missing === null ? '' : ` (trống / blank: ${type.values[type.missing]})`}`;
    case 'integer':
      return `integer, ${range(type.min, type.max, 1)}`;
    case 'decimal':
      return `decimal, scale ${type.scale}, ${range(type.min, type.max, 10 ** type.scale)}`;
    case 'flag':
    case 'instant':
    case 'deadline':
    case 'period':
      return type.kind;
  }
}

function range(min: number, max: number, divisor: number): string {
  return `${min / divisor} … ${max / divisor}`;
}

/** The service states its own records itself: they come through no door. */
function eventParts(plan: Plan, record: RecordPlan): readonly string[] {
  if (record.isBuiltIn === true) return [];
  return [`## Sự kiện / Events`, ...record.events.flatMap((event) => eventPart(plan, record, event))];
}

function eventPart(plan: Plan, record: RecordPlan, event: EventPlan): readonly string[] {
  return [`### \`${event.type}\``, fenced('json', JSON.stringify(exampleEvent(plan, record, event), null, 2))];
}

/** Part of the record as the catalogue writes it; nothing where it does not stand there. */
function definedPart(head: string, declared: unknown, key: string): readonly string[] {
  const written = memberOf(declared, key);
  return written === undefined ? [] : [head, fenced('yaml', stringify(written, { lineWidth: 110 }))];
}

function kpiList(plan: Plan, record: RecordPlan): string {
  const kpis = plan.kpis.filter((kpi) => measuresOf(plan, kpi).some((used) => used.record === record));
  const lines = kpis.map((kpi) => `- [${kpi.title.vi} / ${kpi.title.en}](${upTo(kpiPath(kpi))})`);
  return lines.length === 0 ? '–' : lines.join('\n');
}
