// The command line: reads arguments and environment, calls one command, and turns failures into one message and an exit code.
// 0: done; 1: could not be done; 2: done, but some rows of an import were rejected.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { defaultUrl, type Environment, readEnvironment } from './environment.ts';
import { CommandFailure, describe } from './failure.ts';

const SEED_DEFAULT = 766;

async function main(): Promise<void> {
  const program = new Command('nhip')
    .description('Nhịp: how a digital transformation is going, live and exactly')
    .configureHelp({ sortSubcommands: false })
    .exitOverride();
  addServe(program);
  addDemo(program);
  addImport(program);
  addValues(program);
  addTick(program);
  addCatalogue(program);
  addRebuild(program);
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof CommandFailure) fail(describe(error));
    else throw error;
  }
}

function fail(message: string): void {
  process.stderr.write(`nhip: ${message}\n`);
  process.exitCode = 1;
}

function environment(): Environment {
  return readEnvironment(process.env);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the service; on SQLite everything in this one process, on Kafka also one role alone')
    .argument('[role]', 'gateway, aggregator, exporter or all', roleOf, 'all')
    .addOption(
      new Option('--clock <kind>', 'wall, or manual: ticks come from `nhip tick` alone')
        .choices(['wall', 'manual'])
        .default('wall'),
    )
    .action(async (role: ServedRole, options: { readonly clock: 'wall' | 'manual' }) => {
      const { runService } = await import('./serve/run.ts');
      const { runOnKafka } = await import('./serve/run-kafka.ts');
      const settings = environment();
      const manualClock = options.clock === 'manual';
      if (settings.kafka !== null)
        await runOnKafka({ environment: settings, kafka: settings.kafka, role, manualClock, say });
      else if (role === 'all') await runService({ environment: settings, manualClock, say });
      else
        throw new CommandFailure(
          `the ${role} runs alone only on Kafka: set NHIP_KAFKA_BROKERS; with a SQLite log run 'nhip serve all'`,
        );
    });
}

type ServedRole = 'gateway' | 'aggregator' | 'exporter' | 'all';

function roleOf(text: string): ServedRole {
  if (text === 'gateway' || text === 'aggregator' || text === 'exporter' || text === 'all') return text;
  throw new InvalidArgumentError('It is none of gateway, aggregator, exporter, all.');
}

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('run the service with a simulated Hanoi sending events (invented data)')
    .option('--seed <number>', 'another number gives another city', wholeNumber, SEED_DEFAULT)
    .option('--units <number>', 'how many units send', oneOrMore, 40)
    .action(async (options: { readonly seed: number; readonly units: number }) => {
      const { runDemo } = await import('./demo/demo.ts');
      await runDemo({ environment: environment(), ...options, say });
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}

function oneOrMore(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It is none at all.');
  return number;
}

function serviceUrl(text: string): string {
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isHttp) throw new InvalidArgumentError('Write it like http://127.0.0.1:8080.');
  return text;
}

interface ImportFlags {
  readonly as: string;
  readonly agency: string;
  readonly map?: string;
  readonly statedAt?: string;
  readonly backfill?: true;
  readonly dryRun?: true;
  readonly to?: string;
}

function addImport(program: Command): void {
  program
    .command('import')
    .description('send the rows of a CSV file to a running service; safe to break off and to run again')
    .argument('<file>', 'CSV, also gzipped; comma, semicolon or tab')
    .requiredOption('--as <record>', 'record type of the catalogue')
    .requiredOption('--agency <agency>', 'who states it')
    .option('--map <file>', 'column map (YAML); without it columns are named like the fields')
    .option('--stated-at <time>', "when it was stated (default: the file's modification time)")
    .option('--backfill', 'this is history: lock its periods at the end, without revisions')
    .option('--dry-run', 'check everything, send nothing')
    .option('--to <url>', 'address of the service', serviceUrl)
    .action(async (file: string, flags: ImportFlags) => {
      const settings = environment();
      const { runImport } = await import('./import/command.ts');
      const { loadPlan } = await import('./catalogue.ts');
      process.exitCode = await runImport({
        file,
        as: flags.as,
        agency: flags.agency.normalize('NFC'),
        map: flags.map ?? null,
        statedAt: flags.statedAt ?? null,
        backfill: flags.backfill ?? false,
        dryRun: flags.dryRun ?? false,
        url: flags.to ?? defaultUrl(settings),
        key: settings.key,
        plan: await loadPlan(settings.catalogue),
        say,
      });
    });
}

interface ValuesFlags {
  readonly unit?: string;
  readonly grain?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dim?: string;
  readonly boundaries?: string;
  readonly asof?: string;
  readonly csv?: true;
  readonly url?: string;
}

function addValues(program: Command): void {
  program
    .command('values')
    .description('print the values of a KPI')
    .argument('<kpi>')
    .option('--unit <code>', 'values of this unit alone (default: of all)')
    .option('--grain <grain>', 'day, week, month, quarter, year or P<days>D')
    .option('--from <date>', 'periods that begin on or after it')
    .option('--to <date>', 'periods that begin before it')
    .option('--dim <dimension>', 'a dimension, or dimension:value')
    .option('--boundaries <when>', 'units as they were then, or as they are now')
    .option('--asof <moment>', 'as they were published then (2024-04-01T00:00:00+07:00)')
    .option('--csv', 'as CSV')
    .option('--url <url>', 'address of the service', serviceUrl)
    .action(async (kpi: string, { csv, url, ...query }: ValuesFlags) => {
      const settings = environment();
      const { fetchValues } = await import('./values.ts');
      const options = { url: url ?? defaultUrl(settings), key: settings.key, csv: csv ?? false };
      process.stdout.write(await fetchValues({ kpi, ...query }, options));
    });
}

function addTick(program: Command): void {
  program
    .command('tick')
    .description('move the clock of a service that runs with --clock manual')
    .argument('<time>', 'RFC 3339, or a local date for its midnight')
    .option('--url <url>', 'address of the service', serviceUrl)
    .action(async (time: string, { url }: { readonly url?: string }) => {
      const settings = environment();
      const { sendTick } = await import('./tick.ts');
      const { loadPlan } = await import('./catalogue.ts');
      const plan = await loadPlan(settings.catalogue);
      say(`tick ${await sendTick(time, { url: url ?? defaultUrl(settings), key: settings.key, plan })}`);
    });
}

function addCatalogue(program: Command): void {
  const catalogue = program.command('catalogue').description('work with a catalogue');
  catalogue
    .command('check')
    .description('compile it and tell every fault with file and line')
    .argument('[folder]', 'default: NHIP_CATALOGUE, else the built-in one')
    .action(async (folder: string | undefined) => {
      const { checkCatalogue } = await import('./catalogue.ts');
      say(await checkCatalogue(folder ?? environment().catalogue));
    });
  addProgrammes(catalogue);
  catalogue
    .command('docs')
    .description('write the reference: a page for each KPI and record type, in Vietnamese and English')
    .argument('[folder]', 'default: NHIP_CATALOGUE, else the built-in one')
    .option('--out <folder>', 'where to', 'catalogue-docs')
    .action(async (folder: string | undefined, { out }: { readonly out: string }) => {
      const { writeReference } = await import('./catalogue.ts');
      say(await writeReference(folder ?? environment().catalogue, out));
    });
  catalogue
    .command('dashboards')
    .description('write the dashboards for Grafana, in Vietnamese and English')
    .argument('[folder]', 'default: NHIP_CATALOGUE, else the built-in one')
    .option('--out <folder>', 'where to', 'catalogue-dashboards')
    .option('--address <url>', "where people's browsers reach the service, for links from the dashboards", serviceUrl)
    .action(
      async (folder: string | undefined, { out, address }: { readonly out: string; readonly address?: string }) => {
        const { writeDashboards } = await import('./catalogue.ts');
        const settings = environment();
        const options = { out, address: address ?? defaultUrl(settings) };
        say(await writeDashboards(folder ?? settings.catalogue, options));
      },
    );
  addRules(catalogue);
}

interface ProgrammesFlags {
  readonly values?: true;
  readonly unit?: string;
  readonly url?: string;
}

function addProgrammes(catalogue: Command): void {
  catalogue
    .command('programmes')
    .description('print every KPI by programme, with the example that shows its meaning, as a table in Markdown')
    .argument('[folder]', 'default: NHIP_CATALOGUE, else the built-in one')
    .option('--values', 'and what a running service says of them: the last period that is over and has a value')
    .option('--unit <code>', 'whose values (default: those of the root)')
    .option('--url <url>', 'address of the service', serviceUrl)
    .action(async (folder: string | undefined, { values, unit, url }: ProgrammesFlags) => {
      const settings = environment();
      const { loadExamples } = await import('./catalogue.ts');
      const { programmeTable } = await import('./programmes.ts');
      const address = { url: url ?? defaultUrl(settings), key: settings.key, unit: unit ?? null };
      const examples = await loadExamples(folder ?? settings.catalogue);
      process.stdout.write(await programmeTable(examples, values === true ? address : null));
    });
}

interface RulesFlags {
  readonly out: string;
  readonly address?: string;
  readonly grafana: string;
}

function addRules(catalogue: Command): void {
  catalogue
    .command('rules')
    .description(
      'write recording and alerting rules for Prometheus, a test of each alert for promtool, and the list of alerts',
    )
    .argument('[folder]', 'default: NHIP_CATALOGUE, else the built-in one')
    .option('--out <folder>', 'where to', 'catalogue-rules')
    .option('--address <url>', "where people's browsers reach the service, for links from alerts", serviceUrl)
    .option('--grafana <url>', 'where they reach Grafana', serviceUrl, 'http://127.0.0.1:3000')
    .action(async (folder: string | undefined, { out, address, grafana }: RulesFlags) => {
      const { writeRules } = await import('./catalogue.ts');
      const settings = environment();
      const options = { out, address: address ?? defaultUrl(settings), grafana };
      say(await writeRules(folder ?? settings.catalogue, options));
    });
}

function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description(
      'compute everything anew from the events beside the present state, compare, then switch (on SQLite with the service stopped)',
    )
    .option('--partitions <number>', 'of the next generation', wholeNumber)
    .action(async ({ partitions }: { readonly partitions?: number }) => {
      const { runRebuild } = await import('./rebuild/rebuild.ts');
      await runRebuild({ environment: environment(), partitions: partitions ?? null, say });
    });
}

await main();
