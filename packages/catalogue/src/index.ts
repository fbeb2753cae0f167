// The face of the catalogue language: a folder of YAML becomes the plan that everything else works by.
export { catalogueJsonSchema } from './language/documents.ts';
export { builtInCatalogue, CatalogueError, loadCatalogue, loadReference } from './load.ts';
export { exampleEvent } from './reference/example-event.ts';
export type { ReferencePage } from './reference/page.ts';
export type { Fault } from './source/fault.ts';
