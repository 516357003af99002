import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type ApplicationResult,
  type ConsumerDefinition,
  cluster,
  consumer,
  KafkaException,
} from '../src/index.js';
import { CHAOS_FAULTS } from '../src/scenario/fault-words.js';
import { formatDiagnostic } from '../src/scenario/parse/diagnostics.js';
import { parseScenario } from '../src/scenario/parse/parse.js';
import { scenarioSchema } from '../src/scenario/schema.js';
import { INTERRUPTIONS, measuredTable, STRATEGIES } from './support/strategy-table.js';

/* What the pages say is so: tables are measured, samples run. */

const ROOT = new URL('../', import.meta.url);
const text = readFileSync(new URL('docs/commit-strategies.md', ROOT), 'utf8');

/** The tables of the page, each as rows of cells without its ruler. */
const tables = text
  .split(/\n\n+/)
  .filter((part) => part.startsWith('|'))
  .map((part) =>
    part
      .trim()
      .split('\n')
      .filter((_, i) => i !== 1)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );

/** The strategies that the language knows. */
function known(): string[] {
  const consumers = scenarioSchema.shape.consumers.unwrap().valueType;
  return [...consumers.shape.commit.unwrap().options];
}

/** Commit strategies of the consumers of a scenario. */
function strategiesIn(file: string): string[] {
  const parsed = parseScenario(readFileSync(new URL(file, ROOT), 'utf8'), file);
  if ('scenario' in parsed) return [...parsed.scenario.consumers.values()].map((c) => c.commit);
  throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
}

describe('the page on commit strategies', () => {
  it('has every strategy there is in each of its tables, and nothing else', () => {
    expect([...STRATEGIES].sort()).toEqual(known().sort());
    expect(tables).toHaveLength(4);
    for (const [, ...rows] of tables) {
      expect(rows.map(([name = '']) => name.replaceAll('`', ''))).toEqual(STRATEGIES);
    }
  });

  it('has no empty cell, and the same interruptions everywhere', () => {
    for (const rows of tables) for (const row of rows) expect(row).not.toContain('');
    const [, repeated, lost, measured] = tables;
    expect(repeated?.[0]).toEqual(lost?.[0]);
    expect(measured?.[0]?.slice(1)).toEqual([...INTERRUPTIONS]);
    expect(repeated?.[0]).toHaveLength(1 + INTERRUPTIONS.length);
  });

  it.each(STRATEGIES)('names a scenario that shows %s, and that scenario uses it', (strategy) => {
    const row = tables[0]?.find(([name]) => name === `\`${strategy}\``) ?? [];
    const files = [...(row[3] ?? '').matchAll(/\]\(\.\.\/(scenarios\/[\w-]+\.yaml)\)/g)].map(
      (m) => m[1] ?? '',
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(existsSync(new URL(file, ROOT)), file).toBe(true);
      expect(strategiesIn(file), file).toContain(strategy);
    }
  });

  it('tells what is measured as it is measured', () => {
    const lines = text.split('\n');
    const at = lines.indexOf(`| Strategy | ${INTERRUPTIONS.join(' | ')} |`);
    expect(lines.slice(at, at + 2 + STRATEGIES.length)).toEqual(measuredTable());
  });

  it('claims no window of loss where records are lost, nor the other way round', () => {
    const [, repeated, lost, measured] = tables;
    const wrong: string[] = [];
    measured?.slice(1).forEach((row, r) => {
      row.slice(1).forEach((cell, c) => {
        const says = (table: typeof lost) => table?.[r + 1]?.[c + 1] ?? '';
        if (/lost/.test(cell) && /^none/.test(says(lost))) wrong.push(`${row[0]}, ${c}: loss`);
        if (/twice/.test(cell) && /^none(:.*)?$/.test(says(repeated))) {
          wrong.push(`${row[0]}, ${c}: repetition`);
        }
      });
    });
    expect(wrong).toEqual([]);
  });
});

/** Runs a sample of a page as it stands there. */
function sample(
  file: string,
  n: number,
): { result?: ApplicationResult; billing: ConsumerDefinition } {
  const page = readFileSync(new URL(file, ROOT), 'utf8');
  const samples = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1] ?? '');
  const code = (samples.filter((s) => s.includes('consumer({'))[n] ?? '').replace(
    /^import .*$/gm,
    '',
  );
  const returns = `return { billing, result: typeof result === 'undefined' ? undefined : result };`;
  const run = new Function('cluster', 'consumer', 'KafkaException', `${code}\n${returns}`);
  return run(cluster, consumer, KafkaException);
}

describe('the page on faults', () => {
  const page = readFileSync(new URL('docs/faults.md', ROOT), 'utf8');
  const chaos = page.slice(page.indexOf('## Chaos'));
  const rows = chaos.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => {
    return [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind);
  });

  it('names every kind of chaos, and nothing else', () => {
    expect(named).toEqual([...CHAOS_FAULTS]);
  });

  it('is what a wrong kind is answered with', () => {
    const text = `summary: x\ntopics: { orders: {} }\nsteps:\n  - chaos: { for: 5s, faults: [zap] }\n`;
    const parsed = parseScenario(text, 'x.yaml');
    const told = 'diagnostics' in parsed ? parsed.diagnostics.map(formatDiagnostic).join() : '';
    for (const kind of CHAOS_FAULTS) expect(told).toContain(kind);
  });
});

describe('the samples of the pages', () => {
  it('of a handler says what the page says of it', () => {
    const { result } = sample('docs/own-application.md', 0);
    expect(result?.outcome).toBe('passed');
    expect(result?.check('no-loss').status).toBe('holds');
    expect(result?.check('at-most-once').status).toBe('violated');
    expect(result?.effects).toHaveLength(24);
    expect(result?.committed('billing')).toMatchObject({ 'orders-0': 7 });
  });

  it('of a whole application reads, commits and closes', () => {
    const { billing } = sample('docs/own-application.md', 1);
    const result = cluster({
      topics: { orders: { partitions: 1 } },
      producers: { shop: { topic: 'orders', count: 20 } },
      consumers: { c1: billing },
    }).run({ steps: [{ start: ['shop', 'c1'] }, { at: '20s', close: 'c1' }] });
    expect(result.committed('billing')).toEqual({ 'orders-0': 20 });
    expect(result.exceptions).toEqual([]);
    expect(result.facts.at(-1)?.fact.type).toBe('closed');
  });

  it('in the README holds as it says', () => {
    const { result } = sample('README.md', 0);
    expect(result?.outcome).toBe('passed');
    expect(result?.check('no-loss').status).toBe('holds');
    expect(result?.check('at-most-once').status).toBe('violated');
    expect(result?.effects.length).toBeGreaterThan(20);
  });
});
