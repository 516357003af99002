import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

/* The examples of users: each runs here against the sources, and in package-proof against the packed package. */

const FOLDER = new URL('../examples/', import.meta.url);
const NAMES = readdirSync(FOLDER).sort();

it('are all here', () => {
  expect(NAMES).toEqual(expect.arrayContaining(['own-application']));
});

describe('own-application', () => {
  it('shows the duplicate bug, and that the fix has none of it', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import('../examples/own-application/src/test.js');
    const printed = log.mock.calls.flat().join('\n');
    log.mockRestore();
    expect(printed).toContain('c1              crashes; orders-0@0..3 processed but not committed');
    expect(printed).toContain(
      'careless: 4 invoices twice after a crash; careful: none, in 27 runs',
    );
  });

  it('is told in its README as it is', () => {
    const readme = readFileSync(new URL('own-application/README.md', FOLDER), 'utf8');
    const code = readFileSync(new URL('own-application/src/invoices.ts', FOLDER), 'utf8');
    for (const [, shown = ''] of readme.matchAll(/```ts\n([\s\S]*?)```/g)) {
      expect(code).toContain(shown.trim());
    }
    expect(readme).toContain('careless: 4 invoices twice after a crash; careful: none, in 27 runs');
  });
});
