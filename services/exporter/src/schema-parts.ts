// Parts that the descriptions of several routes share.

export const problem = (description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        description: 'RFC 9457 problem details; `code` is of the one list of error codes.',
        properties: {
          type: { type: 'string', examples: ['urn:nhip:problem:NHIP_QUERY_KPI_UNKNOWN'] },
          title: { type: 'string', examples: ['The KPI is not known'] },
          status: { type: 'integer', examples: [404] },
          detail: { type: 'string', examples: ["there is no KPI 'on-time'"] },
          code: { type: 'string', examples: ['NHIP_QUERY_KPI_UNKNOWN'] },
        },
        required: ['type', 'title', 'status', 'detail', 'code'],
      },
    },
  },
});
export const nullableNumber = (description: string, example: number) => ({
  type: ['number', 'null'],
  description,
  examples: [example],
});
export const text = (description: string, example: string) => ({ type: 'string', description, examples: [example] });
export const bilingual = (description: string, vi: string, en: string) => ({
  type: 'object',
  description,
  properties: { vi: text('In Vietnamese.', vi), en: text('In English.', en) },
});
