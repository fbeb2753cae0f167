// Puts the scrapes of several threads together: one text, each metric with its help and type once, its samples in one block, each
// series once. What two threads tell of one series becomes one value, by the rule of its metric.
import { betweenFamilies, numberText, type ScrapeFormat } from './exposition.ts';
import { type MetricDefinition, metrics } from './metrics.ts';

/** @param scrapes texts as a thread's `Metrics.scrape` gives them, all in this format. */
export function mergeScrapes(scrapes: readonly string[], format: ScrapeFormat = 'text'): string {
  const blocks = new Map<string, Map<string, Sample>>();
  for (const scrape of scrapes) {
    for (const { head, lines } of blocksOf(scrape)) {
      const series = blocks.get(head) ?? new Map<string, Sample>();
      blocks.set(head, series);
      take(series, lines, ruleOf(head));
    }
  }
  return [...blocks]
    .map(([head, series]) => `${head}\n${[...series].map(([name, sample]) => `${name} ${textOf(sample)}\n`).join('')}`)
    .join(betweenFamilies(format));
}

interface Sample {
  readonly value: number;
  /** With the blank before it; empty: none. */
  readonly exemplar: string;
}

type Rule = (known: number, other: number) => number;

/** Name and labels, value, exemplar; a value of a label is quoted, and may hold anything. */
const SAMPLE = /^([^\s{]+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?) (\S+)(.*)$/;

function take(series: Map<string, Sample>, lines: readonly string[], rule: Rule): void {
  for (const line of lines) {
    const [, name = line, text = '', exemplar = ''] = SAMPLE.exec(line) ?? [];
    const value = numberOf(text);
    const known = series.get(name);
    series.set(
      name,
      known === undefined
        ? { value, exemplar }
        : { value: rule(known.value, value), exemplar: known.exemplar === '' ? exemplar : known.exemplar },
    );
  }
}

function numberOf(text: string): number {
  return text.endsWith('Inf') ? Number(`${text}inity`) : Number(text);
}

function textOf({ value, exemplar }: Sample): string {
  return `${numberText(value)}${exemplar}`;
}

const sum: Rule = (known, other) => known + other;
const TYPE = /^# TYPE (\S+) (\S+)$/m;

function ruleOf(head: string): Rule {
  const [, family = '', type] = TYPE.exec(head) ?? [];
  const definitions: Readonly<Record<string, MetricDefinition>> = metrics;
  // OpenMetrics names the family of a counter without the ending of its samples.
  const { ofTwo } = definitions[family] ?? definitions[`${family}_total`] ?? {};
  if (ofTwo === 'least') return Math.min;
  return ofTwo === 'greater' || type === 'gauge' ? Math.max : sum;
}

interface Block {
  /** The lines of help and type. */
  readonly head: string;
  readonly lines: readonly string[];
}

function blocksOf(scrape: string): readonly Block[] {
  return scrape
    .split(/^(?=# HELP )/m)
    .map((text) => text.split('\n').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const head = lines.filter((line) => line.startsWith('#')).join('\n');
      return { head, lines: lines.filter((line) => !line.startsWith('#')) };
    });
}
