// Benchmark: what the scraped process is told and tells.

export type Command =
  /** @param samples of KPIs in each scrape. */
  | { readonly kind: 'serve'; readonly samples: number }
  | { readonly kind: 'compare'; readonly runs: number }
  | { readonly kind: 'watch' }
  | { readonly kind: 'endWatch' };

export type Reply =
  | { readonly kind: 'served'; readonly port: number }
  | { readonly kind: 'compared'; readonly compared: Compared }
  | { readonly kind: 'watching' }
  | { readonly kind: 'watched'; readonly watched: Watched }
  | { readonly kind: 'failed'; readonly message: string };

/** The best of all runs: what else the machine does meanwhile only ever adds. */
export interface Compared {
  readonly oursMs: number;
  readonly promClientMs: number;
  readonly bytes: number;
}

export interface Watched {
  /** Longest time in which the event loop did not come to a timer. */
  readonly blockMsMax: number;
  /** Longest time of the processor that one turn of the event loop took: what else the machine does meanwhile is not in it. */
  readonly turnCpuMsMax: number;
  readonly rssBytes: number;
  readonly rssGrownBytes: number;
}
