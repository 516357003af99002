// Proves the package: packs it, installs it into an empty project without any registry, type-checks an import of
// it and runs its command.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'cohort-package-'));
const windows = process.platform === 'win32';

function run(command, args, cwd) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  // npm is a batch file on Windows, which only a shell starts.
  const shell = windows && command === 'npm';
  return execFileSync(command, args, {
    cwd,
    shell,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function must(condition, what) {
  if (!condition) throw new Error(`the package is broken: ${what}`);
}

const USE = `import {
  type ApplicationContext,
  type ApplicationResult,
  checkAll,
  cluster,
  type ConsumerRecord,
  consumer,
  indexHistory,
  KafkaException,
  parseScenario,
  type RunResult,
  runScenario,
  scenario,
  seededChoices,
  type Steps,
  timeline,
  UserError,
  verdict,
} from 'kafka-cohort';

const built = scenario({
  summary: 'one consumer reads what one producer wrote',
  topics: { orders: { partitions: 1 } },
  producers: { shop: { topic: 'orders', count: 3 } },
  consumers: { c1: { group: 'billing', subscribe: ['orders'], 'auto.offset.reset': 'earliest' } },
  steps: [{ start: ['shop', 'c1'] }, { until: 'c1 has processed 3 records' }, { check: { 'no-loss': 'holds' } }],
});
const result: RunResult = runScenario(built, { choices: seededChoices(7), seed: 7 });
const outcome: 'passed' | 'failed' | 'undecided' = result.outcome;
const verdicts = checkAll(indexHistory(result.trace.facts), result.ending, ['at-least-once']);
console.log(outcome, verdicts[0]?.status, timeline(result.trace, built).length > 3, verdict(result).length > 0);
const parsed = parseScenario('summary: nothing', 'x.yaml');
console.log('diagnostics' in parsed ? parsed.diagnostics.length > 0 : parsed.scenario.file);
const seen: string[] = [];
const c1 = consumer({
  group: 'billing',
  subscribe: 'orders',
  'auto.offset.reset': 'earliest',
  'enable.auto.commit': false,
  *run(app: ApplicationContext): Steps {
    try {
      for (;;) {
        const records: ConsumerRecord[] = yield* app.consumer.poll(1_000);
        for (const record of records) yield* app.process(record, () => app.effect(record.key ?? '', record.value));
        yield* app.consumer.commitSync();
      }
    } catch (error) {
      seen.push(error instanceof KafkaException ? error.name : 'something else');
    }
  },
});
const own: ApplicationResult = cluster({
  topics: { orders: { partitions: 1 } },
  producers: { shop: { topic: 'orders', count: 3, keys: ['a', 'b', 'c'] } },
  consumers: { c1 },
}).run({ twice: true, steps: [{ start: ['shop', 'c1'] }, { at: '10s', close: 'c1' }] });
console.log(own.committed('billing')['orders-0'], own.effects.map((e) => e.key).join(), seen.join());
try {
  // @ts-expect-error A handler that returns a promise.
  cluster({ topics: { orders: null }, consumers: { c1: consumer({ group: 'g', subscribe: 'orders', onRecord: async () => {} }) } }).run();
  // @ts-expect-error A key that does not exist.
  scenario({ summary: 'x', steps: [], topix: {} });
} catch (error) {
  console.log(error instanceof UserError);
}
`;

try {
  const [{ filename, size, unpackedSize, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', project], root).replace(
      /^[^[]*(?=\[\s*\{)/,
      '',
    ),
  );
  console.log(`${filename}: ${size} bytes, ${unpackedSize} unpacked, ${files.length} files`);
  for (const needed of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'dist/cohort.cjs',
    'dist/index.js',
  ]) {
    must(
      files.some(({ path }) => path === needed),
      `${needed} is not in it`,
    );
  }
  must(
    !files.some(({ path }) => path.endsWith('.cache')),
    'it has the code cache of one Node in it',
  );
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], project);

  writeFileSync(join(project, 'use.ts'), USE);
  const tsc = join(
    dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))),
    'bin/tsc',
  );
  const options = [
    '--strict',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--types',
    '',
    '--outDir',
    '.',
  ];
  // Without skipLibCheck: our types must not need what the user has not installed.
  run(process.execPath, [tsc, ...options, 'use.ts'], project);
  const told = run(process.execPath, ['use.js'], project);
  must(
    told === 'passed holds true true\ntrue\n3 a,b,c WakeupException,WakeupException\ntrue\n',
    `its library said ${told}`,
  );

  // The example is a project of its own: compiled and run against the package as it is installed.
  const example = join(project, 'own-application');
  cpSync(join(root, 'examples/own-application'), example, { recursive: true });
  run(process.execPath, [tsc, '-p', '.'], example);
  const invoices = run(process.execPath, ['dist/test.js'], example);
  must(
    invoices.includes('careless: 4 invoices twice after a crash; careful: none, in 27 runs'),
    `its example said ${invoices}`,
  );

  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  must(bin.cohort === 'dist/cohort.cjs', 'its command is elsewhere');
  const cohort = join(project, 'node_modules/.bin', windows ? 'cohort.cmd' : 'cohort');
  const home = join(project, 'node_modules/kafka-cohort');
  const command = windows ? [process.execPath, [join(home, bin.cohort)]] : [cohort, []];
  const story = run(
    command[0],
    [...command[1], 'run', join(home, 'scenarios/crash-before-commit.yaml')],
    project,
  );
  must(story.includes('PASSED'), `its command said ${story}`);
  must(
    run(command[0], [...command[1], 'list'], project).includes('crash-before-commit'),
    'no scenarios in it',
  );
  console.log('the package is whole');
} finally {
  rmSync(project, { recursive: true, force: true });
}
