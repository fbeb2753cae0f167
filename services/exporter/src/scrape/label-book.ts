// The labels of series as they are written, found once and kept: a series never changes its key. What series share (unit, level
// and grain; one value of a dimension) is kept once.
import type { SeriesKey } from '@nhip/core';
import { labelText } from '@nhip/telemetry';

/** Around the period: `{unit="…",level="…",grain="…",period="` and what follows its closing quote, without the brace. */
export interface LabelTexts {
  readonly before: string;
  readonly after: string;
}

export interface LabelBook {
  /** @param place of the series within its KPI. */
  of(kpi: string, place: number, key: SeriesKey): LabelTexts;
}

export function createLabelBook(): LabelBook {
  const shared = new Map<string, string>();
  const kpis = new Map<string, LabelTexts[]>();
  const once = (text: string): string => {
    const known = shared.get(text);
    if (known !== undefined) return known;
    shared.set(text, text);
    return text;
  };
  return {
    of: (kpi, place, key) => {
      let known = kpis.get(kpi);
      if (known === undefined) {
        known = [];
        kpis.set(kpi, known);
      }
      let texts = known[place];
      if (texts === undefined) {
        texts = { before: once(beforePeriod(key)), after: once(afterPeriod(key)) };
        known[place] = texts;
      }
      return texts;
    },
  };
}

function beforePeriod({ unit, level, grain }: SeriesKey): string {
  return `{unit="${labelText(unit)}",level="${labelText(level)}",grain="${grain}",period="`;
}

function afterPeriod({ dimensions }: SeriesKey): string {
  let text = '"';
  for (const name in dimensions) text += `,${name}="${labelText(dimensions[name] ?? '')}"`;
  return text;
}
