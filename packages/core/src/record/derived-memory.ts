// Derived values, computed once for each reading of a record however many measures ask for them.
import type { ExpressionCompiler, RowNumber, RowTest } from './expression.ts';
import type { RecordTable } from './record-table.ts';

/** Which reading of a record goes on: between two of them the record may have changed. */
export interface Reading {
  number: number;
}

export interface DerivedMemory {
  time(derived: number): RowNumber;
  number(derived: number): RowNumber;
  test(derived: number): RowTest;
}

/** @param reading null: nothing says when the record changes, so everything is computed each time it is asked. */
export function createDerivedMemory(
  { plan }: RecordTable,
  compiler: ExpressionCompiler,
  reading: Reading | null,
): DerivedMemory {
  const known = new Map<number, RowNumber>();
  const remembered = (derived: number, compile: () => RowNumber): RowNumber => {
    const value = known.get(derived) ?? once(reading, compile());
    known.set(derived, value);
    return value;
  };
  return {
    time: (derived) =>
      remembered(derived, () => {
        const declared = plan.derived[derived];
        return declared?.type === 'time' ? compiler.time(declared.expression) : missing;
      }),
    number: (derived) =>
      remembered(derived, () => {
        const declared = plan.derived[derived];
        return declared?.type === 'number' ? compiler.number(declared.expression) : missing;
      }),
    test: (derived) => {
      const value = remembered(derived, () => {
        const declared = plan.derived[derived];
        const test = declared?.type === 'flag' ? compiler.test(declared.expression) : () => false;
        return (row) => (test(row) ? 1 : 0);
      });
      return (row) => value(row) === 1;
    },
  };
}

const missing: RowNumber = () => Number.NaN;

/** The value of the reading that goes on. */
function once(reading: Reading | null, read: RowNumber): RowNumber {
  if (reading === null) return read;
  let readIn = Number.NaN;
  let value = Number.NaN;
  return (row) => {
    if (readIn !== reading.number) {
      value = read(row);
      readIn = reading.number;
    }
    return value;
  };
}
