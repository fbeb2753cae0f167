// Source of a catalogue: checks a node against a schema of the language; what does not fit is a fault with its line and says
// what was expected.
import type { z } from 'zod';
import type { Faults } from './fault.ts';
import type { SourceNode } from './node.ts';

/** The node's value if it fits; null after a fault. Unknown keys are faults that the rest survives. */
export function read<T>(node: SourceNode, schema: z.ZodType<T>, faults: Faults): T | null {
  const parsed = schema.safeParse(node.value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) report(node, issue, faults);
  const unknown = parsed.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length < parsed.error.issues.length) return null;
  // Read again without them, so that what was left out has its default all the same.
  const rest = unknown.reduce((value, { path, keys }) => without(value, path, keys), node.value);
  return schema.safeParse(rest).data ?? null;
}

/** The same value less some members of a map in it. */
function without(value: unknown, [step, ...rest]: readonly PropertyKey[], keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (step === undefined) return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
  if (Array.isArray(value)) return value.map((item, place) => (place === step ? without(item, rest, keys) : item));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, key === step ? without(member, rest, keys) : member]),
  );
}

/** The members that fit, each checked by itself, so that one fault hides no other. */
export function readMembers<Shape extends z.ZodRawShape>(
  node: SourceNode,
  schema: z.ZodObject<Shape>,
  faults: Faults,
): Partial<z.output<z.ZodObject<Shape>>> {
  const parsed = schema.safeParse(node.value);
  if (parsed.success) return parsed.data;
  const wrong = new Set<string>();
  for (const issue of parsed.error.issues) {
    report(node, issue, faults);
    const keys = issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [issue.path[0]];
    for (const key of keys) wrong.add(String(key));
  }
  const fitting = [...node.members].filter(([key]) => !wrong.has(key)).map(([key, { value }]) => [key, value] as const);
  return Object.fromEntries(fitting) as Partial<z.output<z.ZodObject<Shape>>>;
}

type Issue = z.core.$ZodIssue;

function report(node: SourceNode, issue: Issue, faults: Faults): void {
  const { place, key, found } = locate(node, issue.path);
  if (issue.code === 'unrecognized_keys') {
    faults.add({ file: place.file, line: place.members.get(issue.keys[0] ?? '')?.line ?? place.line }, issue.message);
  } else if (issue.code === 'invalid_key') {
    faults.add(place, `'${key}' as a key: ${issue.issues.map(({ message }) => message).join('; ')}`);
  } else faults.add(place, key === null ? messageOf(issue, found) : `'${key}' ${messageOf(issue, found)}`);
}

interface Located {
  readonly place: SourceNode;
  /** Last named step on the way, null: the node itself. */
  readonly key: string | null;
  readonly found: unknown;
}

/** The node a path leads to, or the last one on the way that exists. */
function locate(node: SourceNode, path: readonly PropertyKey[]): Located {
  let place = node;
  let key: string | null = null;
  for (const step of path) {
    const next: SourceNode | undefined = typeof step === 'number' ? place.items[step] : place.members.get(String(step));
    if (typeof step !== 'number') key = String(step);
    if (next === undefined) return { place, key, found: undefined };
    place = next;
  }
  return { place, key, found: place.value };
}

function messageOf(issue: Issue, found: unknown): string {
  if (found === undefined) return `is missing: expected ${expectedBy(issue)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `is ${written(found)}: expected ${expectedBy(issue)}${advice(issue.expected, found)}`;
    case 'invalid_value':
    case 'invalid_union':
      return `is ${written(found)}, which is not known: expected ${expectedBy(issue)}`;
    case 'invalid_format':
    case 'custom':
      return `is ${written(found)}: ${issue.message}`;
    default:
      return `is ${written(found)}: ${issue.message.replace(/^(Too (big|small)|Invalid input): /, '')}`;
  }
}

function advice(expected: string, found: unknown): string {
  return expected === 'string' && typeof found !== 'object' && found !== null ? ' (write it in quotes)' : '';
}

const plainWords: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return plainWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return [...new Set(issue.errors.map((branch) => branch.map(branchWords).join(' and ')))].join(', or ');
  }
  return issue.message;
}

function branchWords(issue: Issue): string {
  const words = expectedBy(issue).replace(/^expected /, '');
  const names = issue.path.filter((step) => typeof step === 'string');
  return names.length === 0 ? words : `'${names.join('.')}' ${words}`;
}

function written(found: unknown): string {
  const text = JSON.stringify(found) ?? String(found);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
