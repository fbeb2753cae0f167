// The limits of the door, by name, in one place: stated in the answer to OPTIONS, enforced before memory is spent on them.

export interface DoorLimits {
  /** Most bytes of a body that holds one event, as sent and once inflated. CloudEvents asks for 64 KiB at least. */
  readonly eventBodyBytesMax: number;
  /** Most bytes of a body that holds a batch, as sent and once inflated. */
  readonly batchBodyBytesMax: number;
  readonly batchEventsMax: number;
  /** Most bytes of all headers of a request: in binary mode they hold the attributes, and each byte of theirs may take three. */
  readonly headerBytesMax: number;
  /** Most bytes of one event as it is stored: every driver of the log takes an entry of this size. */
  readonly storedEventBytesMax: number;
}

const KIB = 1024;

export const defaultLimits: DoorLimits = {
  eventBodyBytesMax: 1024 * KIB,
  batchBodyBytesMax: 16 * 1024 * KIB,
  batchEventsMax: 10_000,
  headerBytesMax: 256 * KIB,
  storedEventBytesMax: 512 * KIB,
};
