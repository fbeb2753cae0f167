// Benchmark: the events of a stretch as they stand in the topic `events`: stored form, key and partition as the gateway gives them.
import type { Plan } from '@nhip/core';
import type { Placed } from '@nhip/event-log';
import { createDecoder, decodeStructured, encodeStored, partitionOf } from '@nhip/events';
import { encodeEvent, eventAt, type Stretch } from '../stream.ts';

/** @returns what gives the event at an index of the stretch. */
export async function storedEvents(
  plan: Plan,
  stretch: Stretch,
  partitions: number,
): Promise<(index: number) => Placed> {
  const decoder = await createDecoder(plan);
  return (index) => {
    const event = decodeStructured(Buffer.from(encodeEvent(stretch, eventAt(stretch, index))));
    if (event.kind === 'rejected') throw new Error(`event ${index} is refused: ${event.faults[0]?.message}`);
    const agency = event.envelope.source.split('/')[1] ?? '';
    const decoded = decoder.decode(event.envelope, agency, stretch.nowMs);
    if (decoded.kind === 'rejected') throw new Error(`event ${index} is refused: ${decoded.faults[0]?.message}`);
    const { identity } = decoded.statement;
    return {
      partition: partitionOf(identity, partitions),
      key: identity,
      value: encodeStored(event.envelope, agency),
      packed: decoder.codec.pack(decoded.statement),
    };
  };
}
