// Compiles a catalogue from texts in memory, for tests.
import type { Plan } from '@nhip/core';
import { compileCatalogue } from '../compile/compile.ts';
import { createFaults, type Fault } from '../source/fault.ts';
import { readDocuments } from '../source/read-folder.ts';

export interface Compiled {
  readonly plan: Plan;
  readonly faults: readonly Fault[];
}

/** @param files file name -> text */
export function compileTexts(files: Readonly<Record<string, string>>): Compiled {
  const faults = createFaults();
  const documents = Object.entries(files).flatMap(([file, text]) => readDocuments({ file, text }, faults));
  const plan = compileCatalogue(documents, faults);
  return { plan, faults: faults.all() };
}

export function compileText(text: string): Compiled {
  return compileTexts({ 'catalogue.yaml': text });
}
