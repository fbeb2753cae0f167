// Examples of KPIs: what one example says. Events in, a moment, values out; whoever computes the values reads nothing else.
import type { Grain } from '@nhip/core';
import type { Expected } from './answer.ts';

export interface Example {
  /** Relative to the catalogue folder, and the line it begins on. */
  readonly file: string;
  readonly line: number;
  /** The behaviour it shows, as a sentence. */
  readonly name: string;
  /** In the order told; each run through it makes them anew. */
  readonly told: Iterable<Told>;
  /** The last tick, milliseconds since 1970. */
  readonly tickMs: number;
  readonly answers: readonly Answer[];
}

/** A CloudEvent in structured form, and the agency that sends it. */
export interface Told {
  readonly agency: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly kpi: string;
  readonly unit: string;
  /** Dimension -> value; empty for the total. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly grain: Grain;
  readonly period: number;
  readonly expected: Expected;
  /** As they are written. */
  readonly place: string;
  readonly answer: string;
  readonly line: number;
}
