// Compiles the sets of codes that records share.
import type { DomainPlan } from '@nhip/core';
import { domainSchema } from '../language/documents.ts';
import type { Faults } from '../source/fault.ts';
import type { SourceNode } from '../source/node.ts';
import { readMembers } from '../source/read.ts';

/** More members than this are a record type of their own. */
const MEMBERS_MAX = 10_000;

export function compileDomains(documents: readonly SourceNode[], faults: Faults): readonly DomainPlan[] {
  const domains = new Map<string, DomainPlan>();
  for (const document of documents) {
    const { domain, codes } = readMembers(document, domainSchema, faults);
    if (domain === undefined) continue;
    if (domain === 'unit') faults.add(document, `the domain 'unit' is the tree of units: choose another name`);
    if (domains.has(domain)) faults.add(document, `the domain '${domain}' stands twice`);
    domains.set(domain, { name: domain, codes: codes === undefined ? null : codesOf(document, codes, faults) });
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
  if (codes.length > MEMBERS_MAX) {
    faults.add(node, `${codes.length} codes are more than ${MEMBERS_MAX}: expected a record type for so many`);
  }
  return [...seen];
}
