// What `node` is given: becomes the command line (main.ts), told about its memory what counts only if it is said before a process begins.
// Number, streams and words of the process stay the same.
import { fileURLToPath } from 'node:url';
import { launchOf } from './launch-settings.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Goes with what was installed. */
const MODULES = fileURLToPath(new URL('../node_modules/.cache/modules', import.meta.url));

// Windows cannot, and asks none of it.
if (process.platform === 'win32' || process.execve === undefined) await import('./main.ts');
else {
  const { words, environment } = launchOf(process, { main: MAIN, modules: MODULES });
  process.execve(process.execPath, words, environment);
}
