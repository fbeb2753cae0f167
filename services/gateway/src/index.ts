// The face of the gateway: its routes, the keys it reads, its limits, how it refuses.
export { type Asker, askerOf } from './asker.ts';
export type { ClockEntry } from './clock-routes.ts';
export { type GatewayOptions, gatewayRoutes } from './gateway.ts';
export { type InboxOptions, openInbox } from './inbox.ts';
export type { DoorMeter } from './intake.ts';
export { type Keys, parseKeys, readKeys } from './keys.ts';
export { type DoorLimits, defaultLimits } from './limits.ts';
export { doorMeter } from './meter.ts';
export { PROBLEM_TYPE, type Problem, problemOf } from './problem.ts';
export { type DoorLogger, errorHandler, sendProblem } from './refusals.ts';
export { createRefusedStatements } from './refused-statements.ts';
