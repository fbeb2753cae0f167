// Import: tells how far a long command is; a bar that redraws itself on a terminal, nothing where the output is kept in a file.

export interface Progress {
  set(done: number): void;
  end(): void;
}

const BAR_WIDTH = 30;
const REDRAW_MS = 100;

export interface ProgressOptions {
  readonly total: number;
  readonly label: string;
  readonly out?: NodeJS.WriteStream;
  readonly now?: () => number;
}

export function openProgress({ total, label, out = process.stderr, now = Date.now }: ProgressOptions): Progress {
  if (!out.isTTY || total === 0) return { set: () => undefined, end: () => undefined };
  let drawnAt = 0;
  const draw = (done: number): void => {
    const share = Math.min(1, done / total);
    const bar = '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
    out.write(`\r${label} ${bar} ${Math.floor(share * 100)} % ${done} of ${total}`);
  };
  return {
    set(done) {
      if (now() - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now();
      draw(done);
    },
    end: () => void out.write('\n'),
  };
}
