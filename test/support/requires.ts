// Test support: suites that need something this machine may lack. The suite is skipped with its reason, never in silence.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Something a suite needs: null when it is here, else the reason why it is not, in words for the summary. */
export type Missing = string | null;

const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url));
const SHARED_ABSENT = '../shared is absent';

/** A file or folder of the read-only material beside the project, such as `data/boston311-2015h1.csv.gz`. */
export function sharedMissing(path: string): Missing {
  if (!existsSync(SHARED)) return `${SHARED_ABSENT} (needs ${path})`;
  return existsSync(`${SHARED}/${path}`) ? null : `../shared/${path} is missing`;
}

/** Where a shared file is. */
export function sharedPath(path: string): string {
  return `${SHARED}/${path}`;
}

/** Under CI=true a skip is a failure, except where the shared folder itself is absent. */
export function mayBeSkippedInCi(reason: string): boolean {
  return reason.startsWith(SHARED_ABSENT);
}

/** A program that a suite starts by its name. */
export function programMissing(name: string): Missing {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, name))) ? null : `${name} is not installed`;
}
