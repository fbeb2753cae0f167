// Answers that a scrape or a probe waits for only so long: what hangs counts as failed.

/** Null: it failed, or did not answer in time. */
export async function withinTime<Answer>(asked: Promise<Answer>, waitMsMax: number): Promise<Answer | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(late.resolve, waitMsMax, null);
  try {
    return await Promise.race([asked.catch(() => null), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
