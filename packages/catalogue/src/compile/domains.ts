// Compiles the sets of codes that records share, with what is laid down for each code.
import type { DomainPlan, TablePlan } from '@nhip/core';
import { domainSchema } from '../language/domain-schema.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';
import { compileTable } from './tables.ts';

/** More members than this are a record type of their own. */
const MEMBERS_MAX = 10_000;

export function compileDomains(documents: readonly SourceNode[], faults: Faults): readonly DomainPlan[] {
  const domains = new Map<string, DomainPlan>();
  for (const document of documents) {
    const { domain, codes: written, columns, rows } = readMembers(document, domainSchema, faults);
    if (domain === undefined) continue;
    if (domain === 'unit') faults.add(document, `the domain 'unit' is the tree of units: choose another name`);
    if (domains.has(domain)) faults.add(document, `the domain '${domain}' stands twice`);
    const codes = written === undefined ? null : codesOf(document, written, faults);
    if (columns === undefined && rows !== undefined) {
      faults.add(document.members.get('rows') ?? document, `'rows' have no columns: expected columns`);
    }
    const table = columns === undefined ? null : compileTable(document, { columns, codes }, faults);
    if (table !== null) checkSize(document.members.get('rows') ?? document, codesIn(table), faults);
    domains.set(domain, { name: domain, codes, table });
  }
  return [...domains.values()];
}

type Codes = readonly string[] | Readonly<Record<string, unknown>>;

function codesOf(document: SourceNode, written: Codes, faults: Faults): readonly string[] {
  const node = document.members.get('codes') ?? document;
  const codes = Array.isArray(written) ? (written as readonly string[]) : Object.keys(written);
  const seen = new Set<string>();
  codes.forEach((code, place) => {
    if (seen.has(code)) faults.add(node.items[place] ?? node, `the code '${code}' stands twice`);
    seen.add(code);
  });
  checkSize(node, codes.length, faults);
  return [...seen];
}

function codesIn({ rows }: TablePlan): number {
  return new Set(rows.map(({ code }) => code)).size;
}

function checkSize(node: SourceNode, codes: number, faults: Faults): void {
  if (codes <= MEMBERS_MAX) return;
  faults.add(node, `${codes} codes are more than ${MEMBERS_MAX}: expected a record type for so many`);
}
