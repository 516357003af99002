// Builds dist/: the command, the library and its types. docs/development.md says what each file is for.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What all bundles have in common. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
  define: { COHORT_VERSION: JSON.stringify(version) },
  // The build of yaml for browsers is made of ES modules: only what we use of it gets into a bundle.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
};

/**
 * `cohort run FILE` and nothing else, as one script: the launcher compiles it with V8's code cache. The rest of the
 * command is in modules that such a run never loads.
 */
async function buildPlainRun() {
  await build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli/plain-run.cjs',
    format: 'cjs',
    minify: true,
    // ASCII alone, so that the launcher may read it as Latin-1, which V8 keeps as it is.
    charset: 'ascii',
    plugins: [leaveOutLazyParts],
  });
}

/** What a run imports only when an option asks for it: a plain run has none. */
const leaveOutLazyParts = {
  name: 'leave-out-lazy-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import') return undefined;
      return { path, namespace: 'left-out' };
    });
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => {
      return { contents: `throw new Error(${JSON.stringify(`${path} is not in this bundle`)});` };
    });
  },
};

async function buildProgram() {
  await build({
    ...common,
    entryPoints: ['src/cli/program.ts'],
    outdir: 'dist/cli',
    format: 'esm',
    splitting: true,
    minify: true,
    chunkNames: 'part-[hash]',
    // commander is CommonJS.
    banner: {
      js: "import { createRequire as cohortRequire } from 'node:module'; const require = cohortRequire(import.meta.url);",
    },
  });
}

async function buildLibrary() {
  await build({
    ...common,
    entryPoints: ['src/index.ts'],
    outfile: 'dist/index.js',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: true,
  });
}

function buildLauncher() {
  const launcher = join(root, 'dist/cohort.cjs');
  copyFileSync(join(root, 'tools/launcher.cjs'), launcher);
  chmodSync(launcher, 0o755);
  // One run of a scenario tells V8 which functions a run needs.
  execFileSync(process.execPath, ['tools/warm.cjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function buildTypes() {
  const tsc = join(
    dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))),
    'bin/tsc',
  );
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(join(root, 'dist/cli'), { recursive: true });
await Promise.all([buildPlainRun(), buildProgram(), buildLibrary()]);
buildLauncher();
buildTypes();
