import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agrees, judgeStory, MalformedStory, type StoryVerdict } from './stories.js';

/*
 * npm run stories -- [FILE.json…] [--all-diffs] [--only NAME]
 */

interface Options {
  readonly files: readonly string[];
  readonly only: string | null;
  readonly allDiffs: boolean;
}

function readOptions(args: readonly string[]): Options {
  const files: string[] = [];
  let only: string | null = null;
  let allDiffs = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--all-diffs') allDiffs = true;
    else if (arg === '--only') {
      i += 1;
      only = args[i] ?? usage('--only needs a name');
    } else if (arg.startsWith('-')) usage(`unknown option ${arg}`);
    else files.push(arg);
  }
  return { files, only, allDiffs };
}

function usage(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.stderr.write('usage: npm run stories -- [FILE.json…] [--all-diffs] [--only NAME]\n');
  process.exit(2);
}

/** The project's own copies: npm runs the command in the project's directory. */
function ownStories(): string[] {
  const files = 'test/conformance/stories/files';
  let names: string[];
  try {
    names = readdirSync(files).filter((name) => name.endsWith('.json'));
  } catch {
    return usage(`${files} not found: run it inside the project`);
  }
  return names.sort().map((name) => join(files, name));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new MalformedStory(`${file}: cannot be read`);
  }
}

const WIDTH = 88;

/** One line a story, and its first difference side by side. */
function lines(verdict: StoryVerdict, all: boolean): string[] {
  const { name, differences, varied, crash } = verdict;
  const note = varied.length === 0 ? '' : ` (varied in Kafka too: ${varied.join(', ')})`;
  if (agrees(verdict)) return [`agrees   ${name}${note}`];
  if (crash !== '') return [`fails    ${name}`, `           ${crash}`];
  const shown = all ? differences : differences.slice(0, 1);
  const more = differences.length - shown.length;
  return [
    `differs  ${name}${note}`,
    ...shown.flatMap(({ place, expected, actual }) => [
      `           ${place}`,
      `             Kafka   ${all ? expected : cut(expected)}`,
      `             cohort  ${all ? actual : cut(actual)}`,
    ]),
    ...(more > 0 ? [`           … and ${more} more differences; --all-diffs shows them`] : []),
  ];
}

function cut(text: string): string {
  return text.length <= WIDTH * 3 ? text : `${text.slice(0, WIDTH * 3)}…`;
}

function main(): void {
  const options = readOptions(process.argv.slice(2));
  let total = 0;
  let good = 0;
  let refused = false;
  for (const file of options.files.length > 0 ? options.files : ownStories()) {
    if (options.only !== null && !file.includes(options.only)) continue;
    total += 1;
    try {
      const verdict = judgeStory(file, read(file));
      if (agrees(verdict)) good += 1;
      process.stdout.write(`${lines(verdict, options.allDiffs).join('\n')}\n`);
    } catch (error) {
      if (!(error instanceof MalformedStory)) throw error;
      refused = true;
      process.stderr.write(`${error.message}\n`);
    }
  }
  process.stdout.write(`${good} of ${total} stories agree\n`);
  if (refused) process.exitCode = 2;
  else process.exitCode = good === total && total > 0 ? 0 : 1;
}

main();
