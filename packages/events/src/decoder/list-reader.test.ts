// Lists in an event's data: what is kept of them, exactly, and every element that is refused.
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { envelopeOf } from '../testing/envelope.ts';
import { examplePlan } from '../testing/example-plan.ts';
import { createDecoder, type Decoded } from './decoder.ts';

const decoder = await createDecoder(examplePlan);

function decode(data: object): Decoded {
  const envelope = envelopeOf({ dossierId: 'A-1', ...data }, { type: 'vn.nhip.dossier.fees' });
  return decoder.decode(envelope, 'ba-dinh', Date.parse('2023-06-15T00:00:00Z'));
}

const none = Number.NaN;

/** feeLines, feeTotal, anyPaid, allFree. */
function kept(data: object): readonly (string | number)[] {
  const decoded = decode(data);
  if (decoded.kind === 'rejected') throw new Error(JSON.stringify(decoded.faults));
  return decoded.statement.values;
}

function faults(data: object): readonly string[] {
  const decoded = decode(data);
  return decoded.kind === 'rejected' ? decoded.faults.map(({ code, pointer }) => `${code} ${pointer}`) : [];
}

describe('of a list', () => {
  it('its length, an exact sum, and tests of its elements are kept', () => {
    expect(kept({ fees: [{ amount: 0.1 }, { amount: '0.20', paid: true }] })).toEqual([2, 30, 1, 0]);
    expect(kept({ fees: [{ amount: 0, paid: false }, { amount: '0.00' }] })).toEqual([2, 0, 0, 1]);
  });

  it('without any element nothing is said of all of them', () => {
    expect(kept({ fees: [] })).toEqual([0, 0, 0, 0]);
  });

  it('that is not there nothing is stated: what would be kept is stated to be empty', () => {
    expect(kept({})).toEqual([none, none, none, none]);
    expect(kept({ fees: null })).toEqual([none, none, none, none]);
  });

  it('the numbers may be stated instead, as a row of a spreadsheet does', () => {
    expect(kept({ feeLines: '2', feeTotal: '0.30', anyPaid: 'true', allFree: false })).toEqual([2, 30, 1, 0]);
  });

  it('a sum is exact however far its terms go beyond it', () => {
    const far = { amount: 1_000_000 };
    const back = { amount: -1_000_000 };
    const fees = [...Array(400).fill(far), ...Array(400).fill(back), { amount: 0.01 }];
    expect(kept({ fees })[1]).toBe(1);
  });

  it('as many elements as are allowed are read', () => {
    const fees = Array(limits.listElementsMax).fill({ amount: 1 });
    expect(kept({ fees }).slice(0, 2)).toEqual([limits.listElementsMax, limits.listElementsMax * 100]);
  });

  it('the order of the elements makes no other statement', () => {
    const versionOf = (fees: readonly object[]) => {
      const decoded = decode({ fees });
      return decoded.kind === 'statement' ? decoded.statement.version : null;
    };
    expect(versionOf([{ amount: 1 }, { amount: 2 }])).toEqual(versionOf([{ amount: 2 }, { amount: 1 }]));
  });
});

describe('a list is refused', () => {
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ['it is none', { fees: { amount: 1 } }, ['NHIP_DATA_TYPE_WRONG /data/fees']],
    ['it is text', { fees: '[]' }, ['NHIP_DATA_TYPE_WRONG /data/fees']],
    [
      'an element is no object',
      { fees: [{ amount: 1 }, 7, null] },
      ['NHIP_DATA_TYPE_WRONG /data/fees/1', 'NHIP_DATA_TYPE_WRONG /data/fees/2'],
    ],
    [
      'an element has a typing error',
      { fees: [{ amount: 1, payd: true }] },
      ['NHIP_DATA_FIELD_UNKNOWN /data/fees/0/payd'],
    ],
    [
      'an element has a bad value',
      { fees: [{ amount: 1 }, { amount: 0.001 }] },
      ['NHIP_DATA_NUMBER_INVALID /data/fees/1/amount'],
    ],
    ['an element lacks what is required', { fees: [{ paid: true }] }, ['NHIP_DATA_FIELD_REQUIRED /data/fees/0/amount']],
    ['its sum is below its range', { fees: [{ amount: -0.01 }] }, ['NHIP_DATA_OUT_OF_RANGE /data/fees']],
    [
      'its sum is above its range',
      { fees: [{ amount: 1_000_000 }, { amount: 0.01 }] },
      ['NHIP_DATA_OUT_OF_RANGE /data/fees'],
    ],
    [
      'it is too long',
      { fees: Array(limits.listElementsMax + 1).fill({ amount: 0 }) },
      ['NHIP_DATA_LIST_TOO_LONG /data/fees'],
    ],
    [
      'what is kept of it is stated too',
      { fees: [{ amount: 1 }], feeLines: 1 },
      ['NHIP_DATA_LIST_TWICE /data/feeLines'],
    ],
  ];
  it.each(cases)('when %s', (_, data, expected) => {
    expect(faults(data)).toEqual(expected);
  });
});
