import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/util/user-error.js';
import { runVectors } from './vectors.js';

const folder = join(import.meta.dirname, 'vectors');

/** Each file with the number of results it gives: a line, or a step of a sequence. */
const files: readonly (readonly [string, number])[] = [
  ['assignors-client/range.jsonl', 231],
  ['assignors-client/roundrobin.jsonl', 214],
  ['assignors-client/sticky.jsonl', 239],
  ['assignors-client/cooperative-sticky.jsonl', 247],
  ['assignors-client/sticky-sequences.jsonl', 355],
  ['assignors-client/cooperative-sticky-sequences.jsonl', 343],
  ['hashes/group-partition.jsonl', 134],
  ['hashes/murmur2.jsonl', 366],
  ['hashes/topic-names.jsonl', 36],
  ['hashes/group-ids.jsonl', 18],
];

describe('cohort does what Kafka was recorded to do', () => {
  it.each(files)('%s: all of %i', (file, count) => {
    const results = runVectors([join(folder, file)]);
    expect(results.filter((result) => !result.ok)).toEqual([]);
    expect(results.length).toBe(count);
  });
});

describe('the runner of the vectors', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cohort-vectors-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  function runText(text: string) {
    const file = join(scratch, 'some.jsonl');
    writeFileSync(file, text);
    return runVectors([file]);
  }

  function firstLine(file: string): string {
    return readFileSync(join(folder, file), 'utf8').split('\n')[0] ?? '';
  }

  it('reports a list that differs, with both lists', () => {
    const line = firstLine('assignors-client/roundrobin.jsonl');
    const changed = line.replace('"orders-0","orders-1"', '"orders-1","orders-0"');
    expect(changed).not.toBe(line);
    expect(runText(`${line}\n${changed}\n`)).toEqual([
      { id: 'roundrobin/hand/one-member-one-topic', ok: true },
      {
        id: 'roundrobin/hand/one-member-one-topic',
        ok: false,
        difference: 'c1: Kafka [orders-1 orders-0 orders-2], cohort [orders-0 orders-1 orders-2]',
      },
    ]);
  });

  it('reports an exception that Kafka throws and cohort does not', () => {
    const line = firstLine('assignors-client/roundrobin.jsonl').replace(
      /"assignment":{[^}]*}/,
      '"throws":"java.lang.IllegalStateException"',
    );
    expect(runText(line)).toEqual([
      {
        id: 'roundrobin/hand/one-member-one-topic',
        ok: false,
        difference: 'outcome: Kafka IllegalStateException, cohort an assignment',
      },
    ]);
  });

  it('reports a number that differs', () => {
    const line = firstLine('hashes/group-partition.jsonl').replace('"50":32', '"50":31');
    expect(runText(line)).toEqual([
      { id: 'group-partition/3', ok: false, difference: 'partitionFor 50: Kafka 31, cohort 32' },
    ]);
  });

  it.each([
    ['a line that is not JSON', '{"id":', /some\.jsonl:2: not JSON/],
    ['a line without an id', '{"name":"a"}', /some\.jsonl:2: id: /],
    ['a vector of an unknown kind', '{"id":"wire/Fetch/1"}', /some\.jsonl:2: no vector of a known/],
    ['a vector with a field missing', '{"id":"murmur2/1","key":"61"}', /some\.jsonl:2: murmur2: /],
    [
      'an assignor that clients do not have',
      '{"id":"uniform/1","assignor":"uniform"}',
      /some\.jsonl:2: /,
    ],
  ])('refuses %s, and says where it is', (_, line, message) => {
    const text = `${firstLine('hashes/murmur2.jsonl')}\n${line}\n`;
    expect(() => runText(text)).toThrow(UserError);
    expect(() => runText(text)).toThrow(message);
  });
});
