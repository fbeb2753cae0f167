// Puts the scrapes of several threads together: one text, each metric with its help and type once, its samples in one block.
// The threads' series must be disjoint (other metrics, or other values of a label such as `thread`).
import { betweenFamilies, type ScrapeFormat } from './exposition.ts';

/** @param scrapes texts as a thread's `Metrics.scrape` gives them, all in this format. */
export function mergeScrapes(scrapes: readonly string[], format: ScrapeFormat = 'text'): string {
  const blocks = new Map<string, string[]>();
  for (const scrape of scrapes) {
    for (const { head, samples } of blocksOf(scrape)) {
      const known = blocks.get(head);
      if (known === undefined) blocks.set(head, [...samples]);
      else known.push(...samples);
    }
  }
  return [...blocks]
    .map(([head, samples]) => `${head}\n${samples.map((line) => `${line}\n`).join('')}`)
    .join(betweenFamilies(format));
}

interface Block {
  /** The lines of help and type. */
  readonly head: string;
  readonly samples: readonly string[];
}

function blocksOf(scrape: string): readonly Block[] {
  return scrape
    .split(/^(?=# HELP )/m)
    .map((text) => text.split('\n').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const head = lines.filter((line) => line.startsWith('#')).join('\n');
      return { head, samples: lines.filter((line) => !line.startsWith('#')) };
    });
}
