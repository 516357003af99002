import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeStory, MalformedStory } from './stories/stories.js';

/*
 * What real brokers and real Java consumers did, step by step: see STORIES in docs/fidelity.md. Differences that are
 * known and explained stand there, one line a story: "- `name`: reason".
 */

const FILES = join(import.meta.dirname, 'stories/files');
const FIDELITY = join(import.meta.dirname, '../../docs/fidelity.md');

const names = readdirSync(FILES)
  .filter((file) => file.endsWith('.json'))
  .sort();

/** Stories that docs/fidelity.md names under "Stories that differ", with a reason. */
const explained = new Set(
  (readFileSync(FIDELITY, 'utf8').split('## Stories that differ')[1] ?? '')
    .split('\n## ')[0]
    ?.match(/^- `[^`]+`: .+$/gm)
    ?.map((line) => line.split('`')[1] ?? ''),
);

const read = (file: string) => readFileSync(join(FILES, file), 'utf8');

describe.each(['fast', 'recorded'] as const)('stories of real consumers, %s', (mode) => {
  it.each(names)('%s', (file) => {
    const { name, crash, differences } = judgeStory(file, read(file), mode);
    expect(crash).toBe('');
    if (explained.has(name)) expect(differences).not.toEqual([]);
    else expect(differences).toEqual([]);
  });
});

describe('a story file', () => {
  const story = () => JSON.parse(read('classic-first-join.json')) as { steps: object[] };
  const refusal = (change: (story: { steps: object[] }) => void): string => {
    const changed = story();
    change(changed);
    try {
      judgeStory('my-story.json', JSON.stringify(changed));
    } catch (error) {
      if (error instanceof MalformedStory) return error.message;
      throw error;
    }
    return 'not refused';
  };

  it('is refused by its name if it is no JSON', () => {
    expect(() => judgeStory('my-story.json', '{')).toThrow(/^my-story\.json: is no JSON/);
  });

  it('is refused if a step is not understood, never skipped', () => {
    const message = refusal(({ steps }) => steps.push({ n: 99, do: 'juggle' }));
    expect(message).toBe('my-story.json: step 99 (juggle): unknown step');
  });

  it('is refused if a field of a step is not understood, missing, or of another kind', () => {
    const step = (fields: object) => refusal(({ steps }) => steps.push({ n: 99, ...fields }));
    expect(step({ do: 'wait', ms: 1, hours: 2 })).toMatch(/step 99 \(wait\): unknown field hours/);
    expect(step({ do: 'wait' })).toMatch(/step 99 \(wait\): ms is missing/);
    expect(step({ do: 'wait', ms: '1' })).toMatch(/step 99 \(wait\): ms must be a number/);
  });

  it('is refused if it names a client that was never started', () => {
    const message = refusal(({ steps }) => steps.push({ n: 99, do: 'kill', consumer: 'nobody' }));
    expect(message).toBe('my-story.json: step 99 (kill): it was never started');
  });

  it('may hold comments', () => {
    expect(refusal(({ steps }) => steps.push({ n: 99, do: 'that was all' }))).toBe('not refused');
  });

  it('differs if a client showed something else', () => {
    const changed = read('classic-first-join.json').replaceAll('"assigned"', '"revoked"');
    const { differences } = judgeStory('my-story.json', changed);
    expect(differences[0]?.expected).toMatch(/^revoked /);
    expect(differences[0]?.actual).toMatch(/^assigned /);
  });
});
