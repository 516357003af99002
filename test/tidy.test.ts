import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * The architecture as a test: who may import whom (docs/architecture.md has the same table in words), what the core
 * may never touch, no import cycles, no file that has grown too long.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');

/** Layer -> layers that it may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  protocol: ['util'],
  log: ['util', 'protocol'],
  assignor: ['util', 'protocol'],
  coordinator: ['util', 'protocol', 'assignor'],
  broker: ['util', 'protocol', 'log', 'assignor', 'coordinator'],
  controller: ['util', 'protocol', 'log', 'assignor', 'coordinator'],
  client: ['util', 'protocol', 'assignor'],
  app: ['util', 'protocol', 'client'],
  sim: [
    'util',
    'protocol',
    'log',
    'assignor',
    'coordinator',
    'broker',
    'controller',
    'client',
    'app',
  ],
  bugs: [
    'util',
    'protocol',
    'log',
    'assignor',
    'coordinator',
    'broker',
    'controller',
    'client',
    'app',
    'sim',
  ],
  check: [
    'util',
    'protocol',
    'log',
    'assignor',
    'coordinator',
    'broker',
    'controller',
    'client',
    'app',
    'sim',
  ],
  scenario: [
    'util',
    'protocol',
    'log',
    'assignor',
    'coordinator',
    'broker',
    'controller',
    'client',
    'app',
    'sim',
    'check',
    'bugs',
  ],
  api: ['util', 'protocol', 'client', 'app', 'sim', 'check', 'scenario'],
  search: [
    'util',
    'protocol',
    'log',
    'assignor',
    'coordinator',
    'broker',
    'controller',
    'client',
    'app',
    'sim',
    'check',
    'scenario',
    'bugs',
  ],
  testing: ['util', 'protocol', 'sim', 'check', 'scenario', 'search', 'api'],
  cli: ['util', 'protocol', 'sim', 'check', 'scenario', 'search', 'bugs'],
};

/** Pure and deterministic: the same on every engine, no clock, no chance, no I/O. */
const CORE = [
  'util',
  'protocol',
  'log',
  'assignor',
  'coordinator',
  'broker',
  'controller',
  'client',
];

/** Packages that only these places may import. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  immer: ['sim/run-recorded.ts'],
  'pure-rand': ['sim/seeded-choices.ts'],
  yaml: ['scenario/parse/', 'scenario/update', 'scenario/print'],
  zod: ['scenario/schema'],
  commander: ['cli/'],
  'fast-check': [
    'search/generate',
    'search/faults',
    'search/around',
    'search/campaign',
    'testing/',
  ],
};

/** What of the search needs Node: compression, and its own version. */
const NODE_IN_SEARCH = new Set(['search/token.ts', 'search/version.ts']);

const FORBIDDEN_IN_CORE: readonly [RegExp, string][] = [
  [/\bDate\b(?!Ms)/, 'Date'],
  [/\bMath\.random\b/, 'Math.random'],
  [
    /\bMath\.(exp|log|log2|log10|pow|sin|cos|sqrt|cbrt|hypot)\b/,
    'a Math function that differs between engines',
  ],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, 'a timer'],
  [/\bconsole\b/, 'console'],
  [/\bprocess\.(env|argv|exit|hrtime|nextTick|stdout|stderr|cwd|on)\b/, 'process'],
  [/\bperformance\b/, 'performance'],
  [/\bcrypto\b/, 'crypto'],
  [/\basync\b|\bawait\b|\bPromise\b/, 'async'],
  [/\blocaleCompare\b|\bIntl\b|toLocale/, 'a locale'],
  [/\bstructuredClone\b/, 'structuredClone'],
];

interface SourceFile {
  /** `sim/world.ts` */
  readonly path: string;
  readonly layer: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

function sources(): SourceFile[] {
  const files: string[] = [];
  const walk = (dir: string): void => {
    for (const name of readdirSync(dir).sort()) {
      const path = join(dir, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (path.endsWith('.ts')) files.push(path);
    }
  };
  walk(src);
  return files.map((file) => {
    const text = readFileSync(file, 'utf8');
    const path = relative(src, file).split(sep).join('/');
    const layer = path.includes('/') ? (path.split('/')[0] ?? '') : 'entry';
    return { path, layer, text, code: withoutComments(text), imports: importsOf(text) };
  });
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

function importsOf(text: string): { from: string; typeOnly: boolean }[] {
  const found: { from: string; typeOnly: boolean }[] = [];
  const pattern = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)';/gms;
  for (const match of text.matchAll(pattern)) {
    found.push({ from: match[2] ?? '', typeOnly: match[1] !== undefined });
  }
  for (const match of text.matchAll(/\bimport\('([^']+)'\)/g)) {
    found.push({ from: match[1] ?? '', typeOnly: false });
  }
  return found;
}

/** `sim/world.ts` for an import of '../sim/world.js' in `check/x.ts`; undefined for a package. */
function target(file: SourceFile, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(file.path), from)).replace(/\.js$/, '.ts');
}

const all = sources();

describe('the layers', () => {
  it('import only what stands below them', () => {
    const wrong: string[] = [];
    for (const file of all) {
      if (file.layer === 'entry') continue;
      const allowed = MAY_IMPORT[file.layer];
      if (allowed === undefined) wrong.push(`${file.path}: no such layer in the table`);
      for (const { from } of file.imports) {
        const layer = target(file, from)?.split('/')[0];
        if (layer === undefined || layer === file.layer || allowed?.includes(layer)) continue;
        wrong.push(`${file.path} imports ${from}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('use a package only where it belongs, and Node only outside the core', () => {
    const wrong: string[] = [];
    for (const file of all) {
      for (const { from, typeOnly } of file.imports) {
        if (from.startsWith('.')) continue;
        const name = from.split('/')[0] ?? from;
        const places = PACKAGES[name];
        const node =
          from.startsWith('node:') && (file.layer === 'cli' || NODE_IN_SEARCH.has(file.path));
        if (
          node ||
          places?.some((p) => file.path.startsWith(p)) ||
          (typeOnly && places !== undefined)
        )
          continue;
        wrong.push(`${file.path} imports ${from}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('have no import cycle', () => {
    expect(cycles(all)).toEqual([]);
  });
});

/** Cycles among imports that exist at run time, each as its files. */
function cycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map((f) => [
      f.path,
      f.imports.filter((i) => !i.typeOnly).map((i) => target(f, i.from) ?? ''),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' > '));
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

describe('the core', () => {
  it('reads no clock, no chance, no locale and no I/O', () => {
    const wrong: string[] = [];
    for (const file of all) {
      if (!CORE.includes(file.layer)) continue;
      for (const [pattern, what] of FORBIDDEN_IN_CORE) {
        if (pattern.test(file.code)) wrong.push(`${file.path} uses ${what}`);
      }
      for (const { from } of file.imports) {
        if (!from.startsWith('.')) wrong.push(`${file.path} imports ${from}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('orders strings by code units: no sort without a comparator over anything but strings is hidden in a locale', () => {
    const wrong = all.filter((f) => /localeCompare/.test(f.code)).map((f) => f.path);
    expect(wrong).toEqual([]);
  });
});

describe('every file', () => {
  it('is short enough to be read in one sitting', () => {
    const long = all
      .filter((f) => !f.path.includes('/generated/'))
      .map((f) => ({ path: f.path, lines: f.text.split('\n').length }))
      .filter((f) => f.lines > 400);
    expect(long).toEqual([]);
  });

  it('names no machine path and no registry host', () => {
    const wrong = all.filter((f) => /\/(?:root|home|tmp)\/\w|registry\.npmjs/.test(f.text));
    expect(wrong.map((f) => f.path)).toEqual([]);
  });
});

describe('the checks of this file', () => {
  const file = (path: string, text: string): SourceFile => ({
    path,
    layer: path.split('/')[0] ?? '',
    text,
    code: withoutComments(text),
    imports: importsOf(text),
  });

  it('see a cycle, a forbidden call, and no forbidden call in a comment', () => {
    const a = file('log/a.ts', "import { b } from './b.js';\n");
    const b = file('log/b.ts', "import { a } from './a.js';\nexport const t = Date.now();\n");
    expect(cycles([a, b])).toEqual(['log/a.ts > log/b.ts > log/a.ts']);
    expect(FORBIDDEN_IN_CORE[0]?.[0].test(b.code)).toBe(true);
    expect(FORBIDDEN_IN_CORE[0]?.[0].test(withoutComments('// Date.now()\n'))).toBe(false);
  });
});
