// The face of the event log: the port, its drivers, the block log.
export * from './block-log.ts';
export * from './carried-over.ts';
export { packEntries, unpackEntries } from './framing.ts';
export type { Generations, Turn } from './kafka/generations.ts';
export type { KafkaLog } from './kafka/kafka-log.ts';
export { openKafkaGenerations, openKafkaLog } from './kafka/open.ts';
export { PROBE } from './kafka/probe.ts';
export type { KafkaSettings } from './kafka/settings.ts';
export { createMemoryLog, type MemoryLogOptions } from './memory/memory-log.ts';
export * from './port.ts';
export * from './sqlite/folder.ts';
export * from './sqlite/sqlite-log.ts';
