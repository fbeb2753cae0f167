// The face of the events package: envelopes and their codecs, statements and their decoder, the one list of error codes.
export type { DecodedEvent } from './codec/attribute-rules.ts';
export * from './codec/envelope.ts';
export * from './codec/http.ts';
export { elementTexts, readJson } from './codec/json-text.ts';
export * from './codec/kafka.ts';
export { decodeStored, encodeStored, type StoredEvent } from './codec/stored.ts';
export {
  type DecodedBatch,
  decodeBatch,
  decodeStructured,
  encodeBatch,
  encodeStructured,
} from './codec/structured.ts';
export * from './codes.ts';
export type { Expanded, Stated } from './decoder/also.ts';
export { createDecoder, type Decoded, type StatementDecoder } from './decoder/decoder.ts';
export { partitionOf } from './decoder/fingerprint.ts';
export type { StatementCodec } from './decoder/statement-codec.ts';
export type { Fault, Rejected } from './fault.ts';
export { limits as eventLimits } from './limits.ts';
export * from './nhip-error.ts';
export { parseDate, parseMomentMs } from './rfc3339.ts';
