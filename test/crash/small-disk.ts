// Crash: a disk of a few megabytes, in memory, so that it is full soon. Needs the right to mount.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Missing } from '../support/requires.ts';

/** Null: a disk can be mounted here. */
export function mountMissing(): Missing {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may mount a small disk';
  try {
    openSmallDisk(1).close();
    return null;
  } catch (error) {
    return `no disk can be mounted: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
}

export interface SmallDisk {
  readonly folder: string;
  /** Takes so many bytes, or leaves them again. */
  occupy(bytes: number): void;
  /** Takes all that there is, but so many bytes. */
  occupyAllBut(bytes: number): void;
  leave(): void;
  close(): void;
}

export function openSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'nhip-test', folder], { stdio: 'pipe' });
  const ballast = join(folder, 'ballast');
  return {
    folder,
    occupy: (bytes) => writeFileSync(ballast, Buffer.alloc(bytes)),
    occupyAllBut: (bytes) => {
      // What it takes already counts as room.
      writeFileSync(ballast, '');
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - bytes));
    },
    leave: () => truncateSync(ballast),
    close: () => {
      execFileSync('umount', [folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}
