import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { directory, LOSES, ROOT, read } from './cli/support.js';

/*
 * The examples, as their users run them: against the built package, as processes of their own.
 */

const PACKAGE = join(ROOT, '.cache/test-package');
const COHORT = join(PACKAGE, 'dist/cohort.cjs');

beforeAll(() => {
  mkdirSync(PACKAGE, { recursive: true });
  writeFileSync(join(PACKAGE, 'package.json'), read(ROOT, 'package.json'));
  execFileSync(process.execPath, ['tools/build.mjs', join(PACKAGE, 'dist'), '--no-types'], {
    cwd: ROOT,
  });
});

/** What a shell makes of a command line. */
function shell(line: string, cwd: string, env: Record<string, string> = {}): Promise<number> {
  const child = spawn('sh', ['-c', line], { cwd, env: { ...process.env, ...env } });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)));
}

describe('examples/ci-property-tests', () => {
  it('finds the bug of the first version, and none in the second', () => {
    const project = directory();
    cpSync(join(ROOT, 'examples/ci-property-tests'), project, { recursive: true });
    const modules = join(project, 'node_modules');
    mkdirSync(modules);
    symlinkSync(PACKAGE, join(modules, 'kafka-cohort'), 'junction');
    // What kafka-cohort asks for is looked up from where it really lies: there it is our own fast-check.
    for (const name of ['fast-check', 'vitest']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
    }
    const vitest = join(modules, 'vitest/vitest.mjs');
    const out = execFileSync(process.execPath, [vitest, 'run', '--root', project], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(out).toMatch(/Tests {2}4 passed \(4\)/);
  });
});

/** The commands of an example, with less to do, and our command for the installed one. */
function commandOf(line: string): string {
  expect(line).toContain('npx cohort');
  return line.replaceAll('npx cohort', `"${process.execPath}" "${COHORT}"`);
}

const FEW = { SEED: '5', RUNS: '48', JOB_COMPLETION_INDEX: '' };

function project(): string {
  const cwd = directory();
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios/loses.yaml'), LOSES);
  return cwd;
}

async function unsharded(cwd: string): Promise<string> {
  const line = commandOf(
    'npx cohort fuzz scenarios --check at-least-once --seed 5 --runs 48 --json > whole.jsonl',
  );
  expect(await shell(line, cwd)).toBe(1);
  return read(cwd, 'whole.jsonl');
}

describe('shards on many machines', () => {
  it('as a matrix of GitHub Actions come to what one process comes to', async () => {
    const cwd = project();
    const { jobs } = parse(read(ROOT, 'examples/github-actions/fuzz.yml'));
    const stepNamed = (job: string, name: string): string =>
      jobs[job].steps.find((step: { name?: string }) => step.name === name).run;
    const { shard: shards } = jobs.shard.strategy.matrix;
    const codes = await Promise.all(
      shards.map((shard: number) => {
        const line = stepNamed('shard', 'fuzz').replaceAll(
          /\$\{\{ matrix\.shard \}\}/g,
          String(shard),
        );
        return shell(commandOf(line), cwd, FEW);
      }),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const merge = commandOf(stepNamed('report', 'merge'));
    expect(await shell(`${merge} --json > merged.jsonl`, cwd)).toBe(1);
    expect(read(cwd, 'merged.jsonl')).toBe(await unsharded(cwd));
  });

  it('as an Indexed Job of Kubernetes as well', async () => {
    const cwd = project();
    const { spec } = parse(readFileSync(join(ROOT, 'examples/kubernetes/fuzz-job.yaml'), 'utf8'));
    const [line] = spec.template.spec.containers[0].args;
    const indices = Array.from({ length: spec.completions }, (_, i) => String(i));
    const codes = await Promise.all(
      indices.map((index) =>
        shell(commandOf(line), cwd, { ...FEW, REPORTS: cwd, JOB_COMPLETION_INDEX: index }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(
      await shell(commandOf('npx cohort merge report-*.jsonl --json > merged.jsonl'), cwd),
    ).toBe(1);
    expect(read(cwd, 'merged.jsonl')).toBe(await unsharded(cwd));
  });
});

describe('threads', () => {
  it('come to the same as one', async () => {
    const cwd = project();
    const fuzz = (workers: number) =>
      commandOf(
        `npx cohort fuzz scenarios --check at-least-once --seed 5 --runs 48 --workers ${workers} --json > workers-${workers}.jsonl`,
      );
    expect(await shell(fuzz(3), cwd)).toBe(1);
    expect(await shell(fuzz(1), cwd)).toBe(1);
    expect(read(cwd, 'workers-3.jsonl')).toBe(read(cwd, 'workers-1.jsonl'));
  });
});
