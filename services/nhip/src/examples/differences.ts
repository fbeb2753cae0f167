// Command line: what of an example does not hold, a line for each value, with the place where it is written.
import { type Example, holds, writeAnswer } from '@nhip/catalogue';
import type { Computed } from './compute.ts';

export function differencesIn(example: Example, computed: Computed): readonly string[] {
  const { file, line, name, answers } = example;
  if (computed.kind === 'refused') {
    const why = computed.faults.map(({ code, pointer, message }) => `${code} ${pointer}: ${message}`).join('; ');
    return [`${file}:${line}: '${name}': an event is refused: ${JSON.stringify(computed.told.event)}: ${why}`];
  }
  return answers.flatMap((answer) => {
    const found = computed.valueOf(answer);
    if (holds(answer.expected, found)) return [];
    const place = `${file}:${answer.line}: '${name}': ${answer.kpi} of ${answer.place}`;
    return [`${place} is ${writeAnswer(found)}, expected ${answer.answer}`];
  });
}
