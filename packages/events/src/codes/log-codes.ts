// Failures of the log, as the port of the event log names them.
import type { CodeEntry } from './code-entry.ts';

export const logCodes = {
  NHIP_LOG_APPEND_FAILED: {
    title: 'The log did not take it',
    meaning: 'The log could not make the entries durable. Nothing of it is accepted; send it again.',
    status: 503,
  },
  NHIP_LOG_COMMIT_FAILED: {
    title: 'A commit failed',
    meaning: 'The log could not take a commit; nothing of it was written.',
    status: 503,
  },
  NHIP_LOG_COMMIT_UNSURE: {
    title: 'Nobody knows how a commit ended',
    meaning:
      'The brokers did not say whether they have taken a commit. The partition is begun anew from what stands in the log; nothing is lost, and nothing counts twice.',
    status: 503,
  },
  NHIP_LOG_FENCED: {
    title: 'Another member owns the partition',
    meaning: 'A former owner tried to write; nothing was written.',
    status: 503,
  },
  NHIP_LOG_FULL: {
    title: 'The disk is full',
    meaning: 'The log has no room left. Nothing of it is accepted; free some space.',
    status: 503,
  },
  NHIP_LOG_IN_USE: {
    title: 'The log is in use',
    meaning: 'Another process holds the data folder, or another rebuild of the city is under way on Kafka.',
    status: 503,
  },
  NHIP_LOG_CORRUPT: {
    title: 'The log is damaged',
    meaning: 'What is stored cannot be read as it was written.',
    status: 503,
  },
  NHIP_LOG_REBUILDING: {
    title: 'A rebuild has closed the door',
    meaning:
      'The values are being computed anew. Nothing of it is accepted; send it again, the door opens as soon as the rebuild has switched. Operators: where no rebuild is running any more, it was broken off; run `nhip rebuild` again, which opens the door first.',
    status: 503,
  },
  NHIP_LOG_REFUSED: {
    title: 'The broker does not allow it',
    meaning:
      'A right is missing on the broker, or it takes smaller messages only; nothing was written. The log of the program says what to do, and it is tried again.',
    status: 503,
  },
  NHIP_LOG_UNAVAILABLE: {
    title: 'The log cannot be reached',
    meaning: 'The log is closed or not reachable. Nothing is accepted; send it again.',
    status: 503,
  },
  NHIP_LOG_PARTITIONS: {
    title: 'The number of partitions differs',
    meaning:
      'The number of partitions is fixed per generation; nhip rebuild --partitions fills the next one with another.',
  },
} as const satisfies Record<string, CodeEntry>;
