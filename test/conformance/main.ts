import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/util/user-error.js';
import { report } from './report.js';
import {
  Coverage,
  type Defaults,
  judge,
  MalformedTranscript,
  MODES,
  parseTranscripts,
  type Transcript,
  type Verdict,
} from './transcripts.js';
import { runVectors } from './vectors.js';

/*
 * npm run conformance -- [FILE.jsonl…] [--only NAME] [--all-diffs] [--json] [--coverage]
 */

const FAMILIES = ['classic', 'static', 'offsets', 'own'];

interface Options {
  readonly files: readonly string[];
  readonly only: string | null;
  readonly allDiffs: boolean;
  readonly json: boolean;
  readonly coverage: boolean;
}

function readOptions(args: readonly string[]): Options {
  const files: string[] = [];
  const flags = new Set<string>();
  let only: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--only') {
      i += 1;
      only = args[i] ?? usage('--only needs a name');
    } else if (['--all-diffs', '--json', '--coverage'].includes(arg)) flags.add(arg);
    else if (arg.startsWith('-')) usage(`unknown option ${arg}`);
    else files.push(arg);
  }
  const has = (flag: string) => flags.has(flag);
  const allDiffs = has('--all-diffs');
  return { files, only, allDiffs, json: has('--json'), coverage: has('--coverage') };
}

function usage(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.stderr.write(
    'usage: npm run conformance -- [FILE.jsonl…] [--only NAME] [--all-diffs] [--json] [--coverage]\n',
  );
  process.exit(2);
}

/** The project's own copies; a bundle may stand elsewhere in the project. */
function ownTranscripts(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const start of [here, process.cwd()]) {
    for (let dir = start; ; dir = dirname(dir)) {
      for (const sub of ['transcripts', 'test/conformance/transcripts']) {
        const file = join(dir, sub, 'defaults.json');
        try {
          readFileSync(file);
          return dirname(file);
        } catch {
          // Not here: look further up.
        }
      }
      if (dirname(dir) === dir) break;
    }
  }
  return usage('test/conformance/transcripts not found: run it inside the project');
}

function readTranscripts(files: readonly string[]): Transcript[] {
  return files.flatMap((file) => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return usage(`${file}:1: cannot be read`);
    }
    return parseTranscripts(file, text);
  });
}

/** Vectors have an id in each line, transcripts a name. */
function holdsVectors(file: string): boolean {
  try {
    const line = readFileSync(file, 'utf8').split('\n', 1)[0] ?? '';
    return Object.hasOwn(JSON.parse(line), 'id');
  } catch {
    return false; // whatever it is, the reader of transcripts says what is wrong with it
  }
}

/** Vectors of Kafka's assignors and hash functions, by the same rules of output. */
function runVectorFiles(files: readonly string[], options: Options): boolean {
  const results = runVectors(files).filter(
    ({ id }) => options.only === null || id === options.only,
  );
  if (results.length === 0) usage(`no vector is named ${options.only}`);
  const wrong = results.filter(({ ok }) => !ok);
  if (options.json) {
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
  } else {
    for (const { id, difference } of options.allDiffs ? wrong : wrong.slice(0, 5)) {
      process.stdout.write(`${id}\n  ${difference}\n`);
    }
  }
  const matched = results.length - wrong.length;
  process.stdout.write(`${matched} of ${results.length} vectors match\n`);
  return wrong.length === 0;
}

function main(): void {
  const options = readOptions(process.argv.slice(2));
  const own = ownTranscripts();
  const defaults = JSON.parse(readFileSync(join(own, 'defaults.json'), 'utf8')) as Defaults; // ours, see the file
  const ownFiles = FAMILIES.flatMap((family) =>
    ['hand', 'random'].map((kind) => join(own, `${family}-${kind}.jsonl`)),
  );
  const vectorFiles = options.files.filter(holdsVectors);
  if (vectorFiles.length > 0) {
    if (vectorFiles.length < options.files.length) usage('give vectors or transcripts, not both');
    process.exitCode = runVectorFiles(vectorFiles, options) ? 0 : 1;
    return;
  }
  const all = readTranscripts(options.files.length > 0 ? options.files : ownFiles);
  const chosen = options.only === null ? all : all.filter(({ name }) => name === options.only);
  if (chosen.length === 0) usage(`no transcript is named ${options.only}`);
  const coverage = options.coverage ? new Coverage() : null;
  const verdicts: Verdict[] = [];
  for (const transcript of chosen) {
    for (const mode of MODES)
      verdicts.push(judge(transcript, defaults, mode, mode === 'fast' ? coverage : null));
  }
  const { text, ok } = report(verdicts, { ...options, table: coverage?.table() ?? null });
  process.stdout.write(text);
  process.exitCode = ok ? 0 : 1;
}

try {
  main();
} catch (error) {
  if (!(error instanceof MalformedTranscript || error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
