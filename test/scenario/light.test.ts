import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** The packages in a bundle of one of our files. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const names = Object.keys(metafile.inputs).map((path) => /node_modules\/([^/]+)/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

describe('reading a file', () => {
  it('loads yaml and nothing else: zod alone would cost half a node', async () => {
    expect(await packagesOf('src/scenario/parse/parse.ts')).toEqual(['yaml']);
    expect(await packagesOf('src/scenario/build.ts')).toEqual(['yaml']);
    expect(await packagesOf('src/scenario/schema.ts')).toEqual(['zod']);
  });
});
