// Interface: the whole way of the data with Boston's catalogue, told in cases.
import type { FastifyInstance } from 'fastify';
import { CATALOGUE } from '../real-data/case-events.ts';
import { openWholeWay, type WholeWay, type WholeWayOptions } from './whole-way.ts';

export interface ApiCity extends Omit<WholeWay, 'tell'> {
  /** Sends cases, moves the clock, and waits until everything shows. */
  tell(cases: readonly ApiCase[], tick: string): Promise<void>;
}

export interface ApiCase {
  readonly caseId: string;
  readonly department: string;
  readonly neighborhood?: string;
  readonly channel?: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly dueAt?: string;
}

export async function openApiCity(options: Omit<WholeWayOptions, 'catalogue' | 'nowMs'> = {}): Promise<ApiCity> {
  const nowMs = Date.parse('2015-06-30T12:00:00-04:00');
  const way = await openWholeWay({ catalogue: CATALOGUE, nowMs, ...options });
  let told = 0;
  return {
    ...way,
    tell: async (cases, tick) => {
      const events = cases.map((data) => {
        told += 1;
        return eventOf(data, told);
      });
      await way.tell(events, tick, () => isCounted(way.app, cases));
    },
  };
}

function eventOf(data: ApiCase, id: number): object {
  const time = '2015-06-30T11:59:00-04:00';
  return { specversion: '1.0', id: `e${id}`, source: '/boston/test', type: 'org.boston.case.stated', time, data };
}

/** The newest case shows in its department's year. */
async function isCounted(app: FastifyInstance, cases: readonly ApiCase[]): Promise<boolean> {
  const departments = [...new Set(cases.map(({ department }) => department))];
  for (const department of departments) {
    const answer = await app.inject({
      url: `/v1/kpis/received/values?unit=${encodeURIComponent(department)}&grain=year`,
    });
    const { values } = answer.json<{ readonly values: readonly { readonly value: number | null }[] }>();
    const expected = cases.filter((one) => one.department === department).length;
    if (values.reduce((sum, { value }) => sum + (value ?? 0), 0) < expected) return false;
  }
  return true;
}
