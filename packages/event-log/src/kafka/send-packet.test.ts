// What the client leaves out is sent again, and nothing else is.
import type { Message, RecordMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { cutPackets, placeOf } from './packets.ts';
import { sendPacket } from './send-packet.ts';

type TopicMessages = { topic: string; messages: Message[] }[];

const bytes = (text: string): Uint8Array => Buffer.from(text);
const entryOf = (topic: string, partition: number, text: string) => ({
  topic,
  partition,
  key: null,
  value: bytes(text),
});
const [packet] = cutPackets([
  entryOf('events', 0, 'a'),
  entryOf('events', 1, 'b'),
  entryOf('events', 1, 'c'),
  entryOf('cells', 1, 'd'),
]);

/** Answers for the partitions that `answers` lets through, and notes what it was given. */
function client(answers: (place: string, request: number) => boolean) {
  const requests: string[][] = [];
  const send = async (topicMessages: TopicMessages): Promise<RecordMetadata[]> => {
    const told = topicMessages.flatMap(({ topic, messages }) =>
      messages.map(({ partition = -1, value }) => ({
        topic,
        partition,
        text: `${placeOf(topic, partition)}:${value}`,
      })),
    );
    const request = requests.push(told.map(({ text }) => text)) - 1;
    const places = new Map(told.map((one) => [placeOf(one.topic, one.partition), one]));
    return [...places]
      .filter(([place]) => answers(place, request))
      .map(([, { topic, partition }]) => ({ topicName: topic, partition, errorCode: 0, baseOffset: String(request) }));
  };
  return { requests, send };
}

describe('a packet', () => {
  const whole = ['events/0:a', 'events/1:b', 'events/1:c', 'cells/1:d'];

  it('is sent once when every partition answers', async () => {
    const { requests, send } = client(() => true);
    const answers = await sendPacket({ topicMessages: packet?.topicMessages ?? [] }, send);
    expect(requests).toEqual([whole]);
    expect(answers).toHaveLength(3);
  });

  it('is sent again to the partitions that did not answer, with all they are to get', async () => {
    const { requests, send } = client((place, request) => place !== 'events/1' || request === 2);
    const answers = await sendPacket({ topicMessages: packet?.topicMessages ?? [] }, send);
    expect(requests).toEqual([whole, ['events/1:b', 'events/1:c'], ['events/1:b', 'events/1:c']]);
    expect(answers.map(({ topicName, partition, baseOffset }) => `${topicName}/${partition}@${baseOffset}`)).toEqual([
      'events/0@0',
      'cells/1@0',
      'events/1@2',
    ]);
  });

  it('fails when a partition never answers', async () => {
    const { send } = client((place) => place !== 'cells/1');
    await expect(sendPacket({ topicMessages: packet?.topicMessages ?? [] }, send)).rejects.toThrow(
      'no answer from the leaders of cells/1',
    );
  });
});
