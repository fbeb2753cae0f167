// Waits for a partition to grow: the writer's notices wake it, it never polls.
import type { Topic } from '../port.ts';
import type { WriterClient } from './client.ts';
import { placeName } from './messages.ts';

export interface Tail {
  /** Resolves when something was written since the last call, or when closed. */
  grown(): Promise<void>;
  close(): void;
}

export function openTail(client: WriterClient, topic: Topic, partition: number): Tail {
  const place = placeName(topic, partition);
  // The first look finds what is already there.
  let news = true;
  let wake: (() => void) | null = null;
  const tell = (): void => {
    news = true;
    wake?.();
    wake = null;
  };
  const stop = client.onAdvanced((places) => {
    if (places.includes(place)) tell();
  });
  return {
    grown: async () => {
      if (!news) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      news = false;
    },
    close: () => {
      stop();
      tell();
    },
  };
}
