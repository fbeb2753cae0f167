// The labels of series as they are written, found once and kept: a series never changes its key. KPIs share their units, grains
// and dimensions, so equal texts are kept once.
import type { SeriesKey } from '@nhip/core';
import { labelText } from '@nhip/telemetry';
import type { Standing } from '../view/values-view.ts';

/** From the opening brace on, without the closing one: a family may have a label more. */
export interface LabelTexts {
  readonly current: string;
  readonly previous: string;
}

export interface LabelBook {
  /** @param place of the series within its KPI. */
  of(standing: Pick<Standing, 'kpi' | 'keyOf'>, place: number): LabelTexts;
}

export function createLabelBook(): LabelBook {
  const shared = new Map<string, LabelTexts>();
  const kpis = new Map<string, LabelTexts[]>();
  return {
    of: ({ kpi, keyOf }, place) => {
      let known = kpis.get(kpi);
      if (known === undefined) {
        known = [];
        kpis.set(kpi, known);
      }
      let texts = known[place];
      if (texts === undefined) {
        texts = written(keyOf(place), shared);
        known[place] = texts;
      }
      return texts;
    },
  };
}

function written(key: SeriesKey, shared: Map<string, LabelTexts>): LabelTexts {
  const { unit, level, grain } = key;
  const before = `{unit="${labelText(unit)}",level="${labelText(level)}",grain="${grain}",period="`;
  const current = `${before}current"${dimensionsText(key)}`;
  const known = shared.get(current);
  if (known !== undefined) return known;
  const texts = { current, previous: `${before}previous"${dimensionsText(key)}` };
  shared.set(current, texts);
  return texts;
}

function dimensionsText({ dimensions }: SeriesKey): string {
  let text = '';
  for (const name in dimensions) text += `,${name}="${labelText(dimensions[name] ?? '')}"`;
  return text;
}
