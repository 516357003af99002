import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../search/version.js';
import type { FuzzFlags } from './commands/fuzz.js';
import type { RecordsFlags } from './commands/records.js';
import type { ReplayFlags } from './commands/replay.js';
import type { RunFlags } from './commands/run.js';
import type { WhyFlags } from './commands/why.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import {
  readBudget,
  readChecks,
  readMustSee,
  readRuns,
  readShard,
  readWorkers,
} from './fuzz/options.js';
import { EXAMPLES, EXIT_CODES } from './help.js';
import type { Io } from './io.js';
import {
  KIND_NAMES,
  readBug,
  readKinds,
  readPartition,
  readSeed,
  timeOf,
} from './option-values.js';
import type { PlayFlags } from './play.js';
import { reportError } from './report-error.js';

/** Reads arguments and does what they say. */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.held;
  const program = makeProgram(io, async (work) => {
    code = await work;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Help and version were asked for; anything else is a wrong word, of which commander has told.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.usage;
    return reportError(error, io);
  }
}

type Finish = (code: ExitCode | Promise<ExitCode>) => Promise<void>;

function makeProgram(io: Io, finish: Finish): Command {
  const program = new Command('cohort')
    .description(
      'Plays Kafka consumer groups in memory, on virtual time, and judges what happened.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; cohort help COMMAND prints that of a command')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('cohort --help shows what there is.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addRun(program, io, finish);
  addList(program, io, finish);
  addDescribe(program, io, finish);
  addRecords(program, io, finish);
  addWhy(program, io, finish);
  addCheck(program, io, finish);
  addFuzz(program, io, finish);
  addReplay(program, io, finish);
  addMerge(program, io, finish);
  addBugs(program, io, finish);
  addSchema(program, io, finish);
  addNew(program, io, finish);
  return program;
}

const SEED = ['--seed <n>', 'draw latencies, ties and processing times from this seed'] as const;
const BUG = ['--bug <name>', 'plant this bug in the world; cohort bugs lists them'] as const;
const SCENARIO = 'a scenario; - is standard input';
const AT = 'the instant, such as 5s; the end of the run if left out';

interface MergeFlags {
  readonly json?: boolean;
  readonly sometimes?: boolean;
}

/** The options of a command that looks at one instant. */
interface At {
  readonly seed?: number;
  readonly at?: number;
}

interface DescribeWords {
  readonly group: string;
  readonly verbose?: boolean;
  readonly members?: boolean;
  readonly state?: boolean;
}

function playFlags({ seed, at }: At): PlayFlags {
  return { ...(seed !== undefined && { seed }), ...(at !== undefined && { until: at }) };
}

function addRun(program: Command, io: Io, finish: Finish): void {
  program
    .command('run')
    .summary('play scenarios and judge them')
    .description('Plays scenarios, prints what happened and whether it was right.')
    .argument('<files...>', 'scenarios, or directories of them; - is standard input')
    .option(...SEED, readSeed)
    .option('--until <t>', 'end the run at this virtual time, such as 5s', timeOf('--until'))
    .option(...BUG, readBug)
    .option('--json', 'one JSON object a line')
    .option('--trace <file>', 'write everything that happened to a file, one JSON object a line')
    .option(
      '--only <kinds>',
      `only these in the timeline, commas between: ${KIND_NAMES.join(', ')}`,
      readKinds,
    )
    .option('--timeline', 'print the timeline of several scenarios too')
    .option('--no-timeline', 'print no timeline')
    .option('--update', 'rewrite the tables that scenarios expect to what came out')
    .option('--verify', 'play twice, in both drivers, and compare; slow')
    .action(async (files: string[], flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.js');
      await finish(runCommand(files, flags, io));
    });
}

function addList(program: Command, io: Io, finish: Finish): void {
  program
    .command('list')
    .summary('list scenarios with their summaries')
    .description('Lists the scenarios of a directory: ./scenarios, or those that came with cohort.')
    .argument('[dir]', 'another directory')
    .action(async (directory: string | undefined) => {
      const { listCommand } = await import('./commands/list.js');
      await finish(listCommand(directory, io));
    });
}

function addDescribe(program: Command, io: Io, finish: Finish): void {
  program
    .command('describe')
    .summary('print what kafka-consumer-groups --describe would')
    .description(
      'Prints what kafka-consumer-groups --describe would print at an instant of the run.',
    )
    .argument('<file>', SCENARIO)
    .requiredOption('--group <name>', 'the group')
    .option('--at <t>', AT, timeOf('--at'))
    .addOption(new Option('--offsets', 'its offsets; the default').conflicts(['members', 'state']))
    .addOption(new Option('--members', 'its members').conflicts(['offsets', 'state']))
    .addOption(new Option('--state', 'its state').conflicts(['offsets', 'members']))
    .option('--verbose', 'more columns, as in Kafka')
    .option(...SEED, readSeed)
    .action(async (file: string, given: At & DescribeWords) => {
      const { describeCommand } = await import('./commands/describe.js');
      const view = given.members ? 'members' : given.state ? 'state' : 'offsets';
      const { group, verbose = false } = given;
      await finish(describeCommand(file, { ...playFlags(given), group, verbose, view }, io));
    });
}

function addRecords(program: Command, io: Io, finish: Finish): void {
  program
    .command('records')
    .summary('print the records of a topic')
    .description('Prints the records of a topic, __consumer_offsets too, at an instant of the run.')
    .argument('<file>', SCENARIO)
    .requiredOption('--topic <name>', 'the topic')
    .option('--partition <p>', 'one of its partitions', readPartition)
    .option('--at <t>', AT, timeOf('--at'))
    .option(...SEED, readSeed)
    .action(async (file: string, given: At & Omit<RecordsFlags, keyof PlayFlags>) => {
      const { recordsCommand } = await import('./commands/records.js');
      await finish(recordsCommand(file, { ...given, ...playFlags(given) }, io));
    });
}

function addWhy(program: Command, io: Io, finish: Finish): void {
  program
    .command('why')
    .summary('tell the life of one record')
    .description('Tells the life of one record, and why it was processed twice, or never.')
    .argument('<file>', SCENARIO)
    .argument('<record>', 'TOPIC-PARTITION@OFFSET, such as orders-0@3')
    .option('--group <name>', 'in this group only')
    .option(...SEED, readSeed)
    .option('--until <t>', 'end the run at this virtual time, such as 5s', timeOf('--until'))
    .action(async (file: string, record: string, flags: WhyFlags) => {
      const { whyCommand } = await import('./commands/why.js');
      await finish(whyCommand(file, record, flags, io));
    });
}

function addCheck(program: Command, io: Io, finish: Finish): void {
  program
    .command('check')
    .summary('list what is checked')
    .description('Lists every property that runs are judged by, and what fuzz can be told to see.')
    .option('--list', 'list them; the default')
    .option('--json', 'one JSON object a line')
    .action(async (flags: { readonly list?: boolean; readonly json?: boolean }) => {
      const { checkCommand } = await import('./commands/check.js');
      await finish(checkCommand(flags, io));
    });
}

function addFuzz(program: Command, io: Io, finish: Finish): void {
  program
    .command('fuzz')
    .summary('search for a run that breaks what was promised')
    .description(
      'Plays many runs, each under other schedules and faults, and judges each by what its configuration promises. ' +
        'With scenarios it searches around them; without, it generates whole ones. A failure is shrunk and told.',
    )
    .argument('[files...]', 'scenarios, or directories of them')
    .option('--seed <n>', 'the first number of all that is drawn; 1 if left out', readSeed)
    .option('--runs <n>', 'so many runs, of all shards together; 1000 if left out', readRuns)
    .option(...BUG, readBug)
    .option('--budget <t>', 'so much real time, such as 30s', readBudget)
    .option('--shard <i/n>', 'only the i-th of n parts of the runs', readShard)
    .option('--workers <n>', 'so many threads; as many as there are cores if left out', readWorkers)
    .option('--check <names>', 'judge these, whatever is promised; commas between', readChecks)
    .option(
      '--must-see <names>',
      'exit with 3 if no run came to these; cohort check --list names them; commas between',
      readMustSee,
    )
    .option('--sometimes', 'print how many runs came to what')
    .option('--json', 'the report as one JSON object a line, for cohort merge')
    .option('--junit <file>', 'write the report as JUnit XML too')
    .option('--save <dir>', 'write each failure as a scenario to keep')
    .option('--verify-determinism', 'play each run twice and compare, instead of judging')
    .action(async (files: string[], flags: FuzzFlags) => {
      const { fuzzCommand } = await import('./commands/fuzz.js');
      await finish(fuzzCommand(files, flags, io));
    });
}

function addReplay(program: Command, io: Io, finish: Finish): void {
  program
    .command('replay')
    .summary('play a run that fuzz found')
    .description('Plays the run of a replay token, or of a file with a token or a scenario in it.')
    .argument('<token>', 'what fuzz printed, or a file; - is standard input')
    .option(...BUG, readBug)
    .option('--step', 'one event after the other, at your pace')
    .option('--json', 'one JSON object a line')
    .option('--trace <file>', 'write everything that happened to a file, one JSON object a line')
    .action(async (token: string, flags: ReplayFlags) => {
      const { replayCommand } = await import('./commands/replay.js');
      await finish(replayCommand(token, flags, io));
    });
}

function addMerge(program: Command, io: Io, finish: Finish): void {
  program
    .command('merge')
    .summary('join the reports of shards')
    .description('Joins what cohort fuzz --json wrote for each shard to one report.')
    .argument('<reports...>', 'files; - is standard input')
    .option('--sometimes', 'print how many runs came to what')
    .option('--json', 'the report as one JSON object a line')
    .action(async (reports: string[], flags: MergeFlags) => {
      const { mergeCommand } = await import('./commands/merge.js');
      await finish(mergeCommand(reports, flags, io));
    });
}

function addBugs(program: Command, io: Io, finish: Finish): void {
  program
    .command('bugs')
    .summary('list the bugs that --bug plants')
    .description(
      'Lists the planted bugs: each replaces one rule of the simulator when the world is made.',
    )
    .action(async () => {
      const { bugsCommand } = await import('./commands/bugs.js');
      await finish(bugsCommand(io));
    });
}

function addSchema(program: Command, io: Io, finish: Finish): void {
  program
    .command('schema')
    .summary('print the JSON Schema of scenarios, for editors')
    .description(
      'Prints the JSON Schema of scenarios, with which an editor completes and checks them.',
    )
    .action(async () => {
      const { schemaCommand } = await import('./commands/schema.js');
      await finish(schemaCommand(io));
    });
}

function addNew(program: Command, io: Io, finish: Finish): void {
  program
    .command('new')
    .summary('write a first scenario, with comments')
    .description(
      'Writes NAME.yaml, a scenario with the language in its comments. Never overwrites.',
    )
    .argument('<name>', 'its name')
    .action(async (name: string) => {
      const { newCommand } = await import('./commands/new.js');
      await finish(newCommand(name, io));
    });
}
