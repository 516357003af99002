// Bundles a TypeScript program and runs it: node tools/run-bundled.mjs ENTRY [ARGUMENT…].
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...args] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'cohort-'));
const outfile = join(directory, 'program.mjs');
try {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'warning',
    // yaml and zod are partly CommonJS and ask for Node's modules by require.
    banner: {
      js: "import { createRequire as cohortRequire } from 'node:module'; const require = cohortRequire(import.meta.url);",
    },
  });
  // Some of these programs measure memory, and so collect garbage themselves.
  const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...args], {
    cwd: process.cwd(),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
