// The driver in memory keeps the contract of the port.
import { describeEventLog } from '../contract/contract-suite.ts';
import { createMemoryLog } from './memory-log.ts';

describeEventLog('in memory', { open: async () => createMemoryLog({ partitions: 2 }) });
