// Waits that end early when somebody is in a hurry.

export interface Bell {
  /** There is something to do. Remembered until somebody hears it. */
  ring(): void;
  /** It has to be done now. Remembered until somebody rests. */
  hurry(): void;
  /** Resolves when it rings, or in a hurry. */
  heard(): Promise<void>;
  /** Resolves after a while, or in a hurry. */
  rest(ms: number): Promise<void>;
}

export function createBell(): Bell {
  let isRung = false;
  let isHurried = false;
  let wake: () => void = () => {};
  const ring = (): void => {
    isRung = true;
    wake();
  };
  return {
    ring,
    hurry: () => {
      isHurried = true;
      ring();
    },
    heard: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (!isRung) await promise;
      isRung = false;
    },
    rest: async (ms) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        if (isHurried) resolve();
      };
      wake();
      await promise;
      clearTimeout(timer);
      isHurried = false;
    },
  };
}
