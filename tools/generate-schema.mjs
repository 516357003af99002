// Writes src/scenario/generated/schema.ts from the zod schema, so that a run need not load zod.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'src/scenario/generated/schema.ts';

const directory = mkdtempSync(join(tmpdir(), 'cohort-schema-'));
const outfile = join(directory, 'schema.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['src/scenario/schema.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
});
const { scenarioJsonSchema } = await import(pathToFileURL(outfile).href);
rmSync(directory, { recursive: true });

const text = `// Written by tools/generate-schema.mjs from src/scenario/schema.ts. Do not edit.
// biome-ignore-all lint/suspicious/noThenProperty: a word of the language; nothing awaits a schema.
import type { JsonSchema } from '../parse/json-schema.js';

export const SCENARIO_SCHEMA: JsonSchema = ${JSON.stringify(scenarioJsonSchema(), null, 2)};
`;
writeFileSync(new URL(`../${target}`, import.meta.url), text);
execFileSync('npx', ['biome', 'check', '--write', target], { cwd: root, stdio: 'inherit' });
