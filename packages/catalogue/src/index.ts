// The face of the catalogue language: a folder of YAML becomes the plan that everything else works by.

export type { DashboardFile, DashboardOptions } from './dashboards/dashboards.ts';
export { holds, writeAnswer } from './examples/answer.ts';
export { withoutExample } from './examples/coverage.ts';
export type { Answer, Example, Told } from './examples/example.ts';
export { catalogueJsonSchema } from './language/documents.ts';
export {
  builtInCatalogue,
  CatalogueError,
  type CatalogueWithExamples,
  type CatalogueWithReference,
  loadCatalogue,
  loadDashboards,
  loadReference,
  loadRules,
  loadWithExamples,
  loadWithReference,
} from './load.ts';
export { exampleEvent } from './reference/example-event.ts';
export { type ReferencePage, referencePath } from './reference/page.ts';
export type { RulesFile, RulesOptions } from './rules/rules.ts';
export type { Fault } from './source/fault.ts';
