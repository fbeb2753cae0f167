// The face of the catalogue language: a folder of YAML becomes the plan that everything else works by.
export { catalogueJsonSchema } from './language/documents.ts';
export { builtInCatalogue, CatalogueError, loadCatalogue } from './load.ts';
export type { Fault } from './source/fault.ts';
