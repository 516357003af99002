import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type Defaults,
  judge,
  MalformedTranscript,
  MODES,
  matches,
  parseTranscripts,
} from './transcripts.js';

const dir = join(dirname(fileURLToPath(import.meta.url)), 'transcripts');
const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
const defaults = JSON.parse(read('defaults.json')) as Defaults; // ours, see the file

const FILES = ['classic', 'static', 'offsets', 'own'].flatMap((family) => [
  `${family}-hand.jsonl`,
  `${family}-random.jsonl`,
]);

describe.each(MODES)('the coordinator, %s', (mode) => {
  it.each(FILES)('answers and writes what Kafka does in %s', (file) => {
    const verdicts = parseTranscripts(file, read(file)).map((transcript) =>
      judge(transcript, defaults, mode),
    );
    const wrong = verdicts.filter((verdict) => !matches(verdict));
    expect(
      wrong.map(({ name, crash, differences }) => ({ name, crash, first: differences[0] })),
    ).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(20);
  });
});

const JOIN = {
  at: 5,
  id: 1,
  request: { api: 'Heartbeat', version: 4, clientId: 'c1', body: { groupId: 'g' } },
};

function transcript(steps: readonly unknown[]): string {
  return JSON.stringify({ name: 'x/y', config: {}, topics: [], steps });
}

function verdict(steps: readonly unknown[]) {
  const [read] = parseTranscripts('x.jsonl', transcript(steps));
  if (read === undefined) throw new Error('no transcript');
  return judge(read, defaults, 'fast');
}

describe('the runner', () => {
  const unknownMember = { at: 5, response: 1, body: { error: 'UNKNOWN_MEMBER_ID' } };

  it('takes a matching transcript for one', () => {
    expect(verdict([{ ...JOIN, out: [unknownMember] }]).differences).toEqual([]);
  });

  it.each([
    ['another error', [{ at: 5, response: 1, body: { error: 'ILLEGAL_GENERATION' } }]],
    ['another time', [{ ...unknownMember, at: 6 }]],
    ['no answer', []],
    ['an answer more', [unknownMember, unknownMember]],
    ['a field more', [{ at: 5, response: 1, body: { error: 'UNKNOWN_MEMBER_ID', memberId: 'c' } }]],
    ['records where there are none', [unknownMember, { at: 5, records: [] }]],
  ])('sees %s', (_what, out) => {
    const { differences, apis } = verdict([{ ...JOIN, out }]);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ step: 0, at: 5 });
    expect(apis.get('Heartbeat')?.total).toBe(1);
  });

  it('does not compare the text of an error message', () => {
    const body = { error: 'UNKNOWN_MEMBER_ID', errorMessage: 'whatever' };
    expect(verdict([{ ...JOIN, out: [{ at: 5, response: 1, body }] }]).differences).toEqual([]);
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'a transcript must be an object'],
    ['{"name":"x"}', 'steps must be a list'],
    [transcript([{}]), 'steps[0].at must be a whole number'],
    [transcript([{ at: 1, dance: true }]), 'steps[0] does nothing that is known'],
    [
      transcript([
        { at: 2, advance: true },
        { at: 1, advance: true },
      ]),
      'steps[1].at is before',
    ],
    [transcript([{ at: 1, request: { api: 'Heartbeat' }, id: 1 }]), 'request.clientId'],
    [transcript([{ at: 1, advance: true, out: [{ at: 1 }] }]), 'out[0].records must be a list'],
  ])('refuses %s with file and line', (line, problem) => {
    const text = `${transcript([])}\n\n${line}\n`;
    expect(() => parseTranscripts('some.jsonl', text)).toThrow(MalformedTranscript);
    expect(() => parseTranscripts('some.jsonl', text)).toThrow(/^some\.jsonl:3: /);
    expect(() => parseTranscripts('some.jsonl', text)).toThrow(problem);
  });

  it('counts a request of an unknown api as one that is not answered', () => {
    const request = { api: 'ShareGroupHeartbeat', version: 1, clientId: 'c1', body: {} };
    const out = [{ at: 1, response: 1, body: {} }];
    expect(verdict([{ at: 1, id: 1, request, out }]).differences).toHaveLength(1);
  });
});
