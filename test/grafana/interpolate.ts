// Test support: variables in the texts of dashboards, replaced as Grafana replaces them, in the formats that our dashboards use.

export interface Choice {
  readonly text: string;
  readonly value: string;
}

export type Choices = ReadonlyMap<string, Choice>;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Interpolation {
  readonly choices: Choices;
  readonly span: Span;
  /** Four scrapes, as Grafana's data source asks for. */
  readonly rateInterval: string;
}

const VARIABLE = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g;

/** @throws Error for a variable that nobody declares. */
export function interpolate(text: string, { choices, span, rateInterval }: Interpolation): string {
  const timed = text.replaceAll(/\$__timeFilter\((\w+)\)/g, (_, column: string) => between(column, span));
  return timed.replaceAll(VARIABLE, (whole: string, plain?: string, braced?: string, format?: string) => {
    const name = plain ?? braced ?? '';
    if (name === '__rate_interval') return rateInterval;
    // `$1` of label_replace is no variable.
    if (/^\d+$/.test(name)) return whole;
    const choice = choices.get(name);
    if (choice === undefined) throw new Error(`${whole} is not declared in: ${text}`);
    return formatted(choice, format);
  });
}

function between(column: string, { fromMs, toMs }: Span): string {
  return `${column} BETWEEN '${new Date(fromMs).toISOString()}' AND '${new Date(toMs).toISOString()}'`;
}

function formatted({ text, value }: Choice, format: string | undefined): string {
  switch (format) {
    case undefined:
      return value;
    case 'text':
      return text;
    case 'sqlstring':
      return `'${value.replaceAll("'", "''")}'`;
    default:
      throw new Error(`the format ${format} is not known here`);
  }
}
