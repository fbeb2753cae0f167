// The answer to a fetch (version 11), down to the record batches of each partition, which are left as they came.

export interface PartitionData {
  readonly partition: number;
  /** 0: none. */
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  /** Those that lie in what was fetched, or reach into it, by their ends. */
  readonly abortedTransactions: readonly AbortedTransaction[];
  /** Record batches; the last one may be cut off. */
  readonly records: Buffer;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

export interface FetchResponse {
  /** Milliseconds that the client has to wait, which the client library sees to. */
  readonly clientSideThrottleTime: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly PartitionData[] }[];
}

export function decodeFetchResponse(bytes: Buffer): FetchResponse {
  const reader = new ResponseReader(bytes);
  const clientSideThrottleTime = reader.int32();
  // The error of the whole answer and the session, of which there is none.
  reader.int16();
  reader.int32();
  const responses = reader.array(() => ({
    topicName: reader.text(),
    partitions: reader.array(() => partitionOf(reader)),
  }));
  return { clientSideThrottleTime, responses };
}

function partitionOf(reader: ResponseReader): PartitionData {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = Number(reader.int64());
  const lastStableOffset = Number(reader.int64());
  // The offset at which the log starts.
  reader.int64();
  const abortedTransactions = reader.array(() => {
    return { producerId: reader.int64(), firstOffset: Number(reader.int64()) };
  });
  // The replica that the broker would rather have asked.
  reader.int32();
  const records = reader.bytes(Math.max(0, reader.int32()));
  return { partition, errorCode, highWatermark, lastStableOffset, abortedTransactions, records };
}

/** Numbers are big-endian. */
class ResponseReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#pass(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#pass(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#pass(8));
  }

  text(): string {
    return this.bytes(Math.max(0, this.int16())).toString('utf8');
  }

  bytes(length: number): Buffer {
    const start = this.#pass(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** None where there is no list. */
  array<T>(one: () => T): readonly T[] {
    const all: T[] = [];
    for (let left = this.int32(); left > 0; left -= 1) all.push(one());
    return all;
  }

  /** @throws RangeError when the answer ends before. */
  #pass(length: number): number {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the answer to a fetch ends too early');
    return start;
  }
}
