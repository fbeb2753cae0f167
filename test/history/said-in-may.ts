// Cases opened in May 2015, told to a running service, and what it says of that month, now and as of a moment.
import type { CloudEvent } from '@nhip/nhip';
import { postAll } from '../process/door.ts';

const MAY = '/v1/kpis/received/values?unit=boston&grain=month&from=2015-05-01&to=2015-06-01';

export interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly values?: readonly { readonly value: number | null; readonly state: string }[];
}

/** @param asOf a moment; null: now. */
export async function saidOfMay(url: string, asOf: string | null): Promise<Answer> {
  const response = await fetch(`${url}${MAY}${asOf === null ? '' : `&asof=${encodeURIComponent(asOf)}`}`);
  return { status: response.status, ...((await response.json()) as object) };
}

export async function tellCases(url: string, ids: readonly string[]): Promise<void> {
  const events = ids.map(
    (id): CloudEvent => ({
      specversion: '1.0',
      type: 'org.boston.case.stated',
      source: '/boston/test',
      id,
      time: '2015-06-01T09:00:00-04:00',
      datacontenttype: 'application/json',
      data: { caseId: id, department: 'PWDx', openedAt: '2015-05-12T10:00:00-04:00' },
    }),
  );
  const { accepted } = await postAll(url, events);
  if (accepted !== ids.length) throw new Error(`${accepted} of ${ids.length} cases were accepted`);
}
