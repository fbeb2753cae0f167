// The face of the core: types of the compiled plan, time, and the pure algorithms over records, cells and values.

export * from './cell/change.ts';
export type * from './plan/expression.ts';
export type * from './plan/kpi.ts';
export type * from './plan/plan.ts';
export type * from './published/value.ts';
export type * from './record/statement.ts';
export * from './time/moment.ts';
export * from './time/period.ts';
export * from './time/zone.ts';
