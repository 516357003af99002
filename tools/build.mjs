// Builds the command, the library and its types: node tools/build.mjs [DIRECTORY] [--no-types], dist if left out.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { schemaTypes } from './schema-types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(root, process.argv[2] ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What all bundles have in common. */
const common = {
  metafile: true,
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  define: { COHORT_VERSION: JSON.stringify(version) },
  // The build of yaml for browsers is made of ES modules: only what we use of it gets into a bundle.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
};

/** What a run imports only when an option asks for it: a plain run has none. */
const leaveOutLazyParts = {
  name: 'leave-out-lazy-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path }) => {
      return kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => {
      return { contents: `throw new Error(${JSON.stringify(`${path} is not in this bundle`)});` };
    });
  },
};

/**
 * `cohort run FILE` and nothing else, as one script: the launcher compiles it with V8's code cache. The rest of the
 * command is in modules that such a run never loads.
 */
function buildPlainRun() {
  return build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(dist, 'cli/plain-run.cjs'),
    format: 'cjs',
    minify: true,
    // ASCII alone, so that the launcher may read it as Latin-1, which V8 keeps as it is.
    charset: 'ascii',
    plugins: [leaveOutLazyParts],
  });
}

function buildProgram() {
  return build({
    ...common,
    // The worker threads of fuzz load theirs by name.
    entryPoints: ['src/cli/program.ts', 'src/cli/fuzz-worker.ts'],
    outdir: join(dist, 'cli'),
    format: 'esm',
    splitting: true,
    minify: true,
    chunkNames: 'part-[hash]',
    // commander is CommonJS and asks for its Node modules by require.
    banner: {
      js: "import { createRequire as cohortRequire } from 'node:module'; const require = cohortRequire(import.meta.url);",
    },
  });
}

function buildLibrary() {
  return build({
    ...common,
    entryPoints: ['src/index.ts'],
    outfile: join(dist, 'index.js'),
    format: 'esm',
  });
}

/** For people's test suites, with their own fast-check: what they draw from must be of its classes. */
function buildTesting() {
  return build({
    ...common,
    entryPoints: ['src/testing/index.ts'],
    outfile: join(dist, 'testing.js'),
    format: 'esm',
    external: ['fast-check'],
  });
}

function buildLauncher() {
  const launcher = join(dist, 'cohort.cjs');
  copyFileSync(join(root, 'tools/launcher.cjs'), launcher);
  chmodSync(launcher, 0o755);
  // The first run leaves V8's code cache. Whether the scenario holds is for the tests to say.
  const first = [launcher, 'run', 'scenarios/crash-before-commit.yaml'];
  const { status, stderr } = spawnSync(process.execPath, first, { cwd: root, encoding: 'utf8' });
  if (![0, 1, 3].includes(status)) throw new Error(`the built command does not run: ${stderr}`);
}

async function buildTypes() {
  const types = join(dist, 'types');
  const tsc = join(
    dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))),
    'bin/tsc',
  );
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', types], {
    cwd: root,
    stdio: 'inherit',
  });
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/scenario/generated/schema.ts'],
    format: 'esm',
    write: false,
  });
  const schema = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
  const { SCENARIO_SCHEMA } = await import(schema);
  writeFileSync(join(types, 'scenario/schema.d.ts'), schemaTypes(SCENARIO_SCHEMA));
}

/** What stands in our bundles under other people's licences. */
function writeLicences(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  const texts = [...new Set(names.filter((name) => name !== undefined))].sort().map((name) => {
    const home = join(root, 'node_modules', name);
    const file = readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence to ship`);
    return `${name}\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
  });
  const intro = 'The bundles in this directory contain these packages.\n';
  writeFileSync(
    join(dist, 'THIRD-PARTY-LICENSES.txt'),
    [intro, ...texts].join(`\n${'-'.repeat(79)}\n\n`),
  );
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'cli'), { recursive: true });
writeLicences(await Promise.all([buildPlainRun(), buildProgram(), buildLibrary(), buildTesting()]));
buildLauncher();
if (process.argv[3] !== '--no-types') await buildTypes();
