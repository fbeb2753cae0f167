// The face of the event log: the port and its drivers.
export * from './port.ts';
