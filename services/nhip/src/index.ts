// The face of the program for tests and benchmarks: the importer's parts and the simulation. Services never import it.

export { loadPlan } from './catalogue.ts';
export type { CloudEvent, DataValue } from './cloud-event.ts';
export { type ExampleComputer, openExamples } from './examples/compute.ts';
export { differencesIn } from './examples/differences.ts';
export { openCsv } from './import/csv-file.ts';
export { type ColumnMap, planRows, type RowPlan, readColumnMap } from './import/map.ts';
export { eventMaker } from './import/row-event.ts';
export { rowReader } from './import/row-reader.ts';
export { type LiveCity, type LiveOptions, openLive } from './simulate/live.ts';
export { type SimulationOptions, simulatedEvents, simulateHanoi, type Told } from './simulate/simulate.ts';
