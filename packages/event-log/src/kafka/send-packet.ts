// Sends a packet until each of its partitions has answered. When a partition finds another leader while the client sends, and that one has
// answered for its own partitions already, the client takes the whole request for done (kafkajs 2.2.4, sendMessages.js): without this look
// at the answers, what was meant for that partition would be lost and told as accepted.
import type { Message, RecordMetadata } from 'kafkajs';
import { type Packet, placeOf } from './packets.ts';

type TopicMessages = { topic: string; messages: Message[] }[];

/** The client has its own attempts within each of these. */
const ATTEMPTS_MAX = 5;

/** @throws Error when some partition never answers, or whatever `send` throws: a part of the packet may stand in the log then. */
export async function sendPacket(
  { topicMessages }: Pick<Packet, 'topicMessages'>,
  send: (topicMessages: TopicMessages) => Promise<readonly RecordMetadata[]>,
): Promise<readonly RecordMetadata[]> {
  const answers: RecordMetadata[] = [];
  let left = topicMessages;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > ATTEMPTS_MAX) throw new Error(`no answer from the leaders of ${placesOf(left).join(', ')}`);
    answers.push(...(await send(left)));
    left = unanswered(topicMessages, answers);
  }
  return answers;
}

function unanswered(topicMessages: TopicMessages, answers: readonly RecordMetadata[]): TopicMessages {
  const answered = new Set(answers.map(({ topicName, partition }) => placeOf(topicName, partition)));
  return topicMessages.flatMap(({ topic, messages }) => {
    const left = messages.filter(({ partition = 0 }) => !answered.has(placeOf(topic, partition)));
    return left.length === 0 ? [] : [{ topic, messages: left }];
  });
}

function placesOf(topicMessages: TopicMessages): readonly string[] {
  return [
    ...new Set(
      topicMessages.flatMap(({ topic, messages }) => messages.map(({ partition = 0 }) => placeOf(topic, partition))),
    ),
  ];
}
