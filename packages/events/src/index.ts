// The face of the events package: envelopes and their codecs, statements and their decoder, the one list of error codes.
export type * from './codec/envelope.ts';
export * from './codes.ts';
export { createDecoder, type Decoded, type StatementDecoder } from './decoder/decoder.ts';
export { partitionOf } from './decoder/fingerprint.ts';
export type { Fault, Rejected } from './fault.ts';
export * from './nhip-error.ts';
