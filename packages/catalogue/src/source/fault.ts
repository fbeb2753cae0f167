// Source of a catalogue: faults are gathered, never thrown one by one, so that a writer sees all of them at once.
import type { SourceNode } from './node.ts';

/** What is wrong and what was expected, and where. `line` counts from 1; 0: the folder or file as a whole. */
export interface Fault {
  /** Relative to the catalogue folder, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Faults {
  add(at: Pick<SourceNode, 'file' | 'line'>, message: string): void;
  /** A name that nothing declares. Not told while some document could not be read: it may well stand there. */
  unresolved(at: Pick<SourceNode, 'file' | 'line'>, message: string): void;
  /** From now on names may be missing because a document could not be read. */
  markIncomplete(): void;
  /** Each fault once, by file and line. */
  all(): readonly Fault[];
}

export function createFaults(): Faults {
  const faults = new Map<string, Fault>();
  let isComplete = true;
  const add: Faults['add'] = ({ file, line }, message) => {
    faults.set(`${file}:${line}:${message}`, { file, line, message });
  };
  return {
    add,
    unresolved: (at, message) => {
      if (isComplete) add(at, message);
    },
    markIncomplete: () => {
      isComplete = false;
    },
    all: () => [...faults.values()].sort(byPlace),
  };
}

function byPlace(left: Fault, right: Fault): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line;
}

/** The names that would have been understood, for the end of a message. */
export function known(names: Iterable<string>): string {
  const list = [...names];
  return list.length === 0 ? 'none is declared' : `known: ${list.join(', ')}`;
}
