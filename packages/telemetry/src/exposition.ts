// Writes the own metrics of one thread in one of the two formats of a scrape: the Prometheus text format 0.0.4 and OpenMetrics
// 1.0, which alone shows exemplars. The end of an OpenMetrics answer is written by whoever puts the whole answer together.

export type ScrapeFormat = 'text' | 'openmetrics';

/** A metric with its values, as the registry keeps it. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  /** Null or absent: that of the family. */
  readonly metricName?: string;
  readonly exemplar?: Exemplar | null;
}

export interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number | null;
  /** Seconds since 1970. */
  readonly timestamp?: number;
}

/** Help, type and samples, each line with its line break. */
export function familyText(family: Family, format: ScrapeFormat): string {
  const { name, help, type, values } = family;
  // A counter's family is named without the ending of its samples there.
  const familyName = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const head = `# HELP ${familyName} ${helpText(help, format)}\n# TYPE ${familyName} ${type}\n`;
  return head + values.map((sample) => `${sampleText(sample, name, format)}\n`).join('');
}

/** OpenMetrics knows no empty lines. */
export function betweenFamilies(format: ScrapeFormat): string {
  return format === 'openmetrics' ? '' : '\n';
}

function sampleText({ labels, value, metricName, exemplar }: Sample, name: string, format: ScrapeFormat): string {
  const text = `${metricName ?? name}${labelsText(labels, format)} ${numberText(value)}`;
  const isShown = format === 'openmetrics' && exemplar != null && exemplar.value !== null;
  return isShown ? `${text} # ${exemplarText(exemplar)}` : text;
}

function exemplarText({ labelSet, value, timestamp }: Exemplar): string {
  const when = timestamp === undefined ? '' : ` ${timestamp}`;
  return `${labelsText(labelSet, 'openmetrics') || '{}'} ${numberText(value ?? 0)}${when}`;
}

function labelsText(labels: Sample['labels'], format: ScrapeFormat): string {
  const written = Object.entries(labels).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [`${name}="${name === 'le' ? boundText(value, format) : labelText(String(value))}"`];
  });
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

/** OpenMetrics has one way to write a bound, with a decimal point; the text format has it as it always was. */
function boundText(bound: string | number, format: ScrapeFormat): string {
  return format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

/** The value of a label between its quotes; both formats escape alike. */
export function labelText(text: string): string {
  return /[\\"\n]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : text;
}

/** OpenMetrics escapes quotes in a help too. */
export function helpText(text: string, format: ScrapeFormat): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return format === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped;
}

export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
