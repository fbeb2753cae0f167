// Benchmark: what the bench asks of a process beside the broker, and what it gets back.
import type { KafkaSettings } from '@nhip/event-log';
import type { Stretch } from '../stream.ts';

/** The log as a process opens it: everything of the settings that can be sent. */
export type LogSettings = Pick<KafkaSettings, 'brokers' | 'clientId' | 'prefix' | 'generation' | 'replication'> & {
  readonly partitions: number;
};

export interface Source {
  readonly settings: LogSettings;
  /** Folder of the catalogue. */
  readonly catalogue: string;
}

export type Command =
  /** Appends the events of a stretch as the gateway stores them. */
  | (Source & { readonly kind: 'fill'; readonly stretch: Stretch })
  /** The floor: reads a topic to its end with the bare client and JSON.parse. */
  | { readonly kind: 'consume'; readonly brokers: readonly string[]; readonly topic: string; readonly events: number }
  /** The bare producer: events that are encoded already, `batch` in a request, so many requests at once, acks=all. */
  | (Source & {
      readonly kind: 'produce';
      readonly stretch: Stretch;
      readonly batch: number;
      readonly atOnce: number;
      /** The first so many events are sent before the time begins. */
      readonly warmUpEvents: number;
    });

export type Reply =
  | { readonly kind: 'filled'; readonly eventBytes: number }
  | { readonly kind: 'consumed'; readonly seconds: number }
  | { readonly kind: 'produced'; readonly seconds: number }
  | { readonly kind: 'failed'; readonly message: string };
