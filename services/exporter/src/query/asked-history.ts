// Questions to the history: refused while it is read, and while the place where it is kept is out of reach.
import { type History, HistoryUnavailable } from '../history/history.ts';
import { QueryRefusal } from './refusal.ts';

const RETRY_AFTER_SECONDS = '2';

export function notReady(detail: string): QueryRefusal {
  return new QueryRefusal('NHIP_QUERY_NOT_READY', detail, { 'retry-after': RETRY_AFTER_SECONDS });
}

/** @throws QueryRefusal */
export async function asked<Answer>(history: History, ask: () => Promise<Answer>): Promise<Answer> {
  if (!history.ready()) throw notReady('the history has not been read to the end yet');
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof HistoryUnavailable)) throw error;
    const detail = 'the place where earlier values are kept does not answer; the values of now are not touched by it';
    throw new QueryRefusal('NHIP_QUERY_HISTORY_UNAVAILABLE', detail, { 'retry-after': RETRY_AFTER_SECONDS });
  }
}
