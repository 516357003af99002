import {
  FORMS,
  type Form,
  type Gaps,
  REQUESTS,
  STATES,
  STORED_REQUESTS,
} from './condition-forms.js';
import type { Condition } from './model-conditions.js';
import { nearest } from './parse/nearest.js';
import { Refusal, readPartition, readRecords } from './units.js';

/** A name, or partition, that a condition speaks of, and where in its text. */
export interface Mention {
  readonly as: 'consumer' | 'producer' | 'client' | 'process' | 'group' | 'partition' | 'broker';
  readonly name: string;
  readonly offset: number;
}

export interface ParsedCondition {
  readonly condition: Condition;
  readonly mentions: readonly Mention[];
}

/** Why a text is no condition, and where in it. */
export class ConditionError {
  constructor(
    readonly message: string,
    readonly fix: string,
    readonly offset: number,
  ) {}
}

interface Token {
  readonly text: string;
  /** A quoted word is a name, never a word of the language. */
  readonly quoted: boolean;
  readonly offset: number;
}

/** Words that say nothing: `before the commit of c1 is sent`, `c1 has sent its 2nd JoinGroup`. */
const FILLERS = new Set(['the', 'its', 'a']);

/** What cannot come behind such a word: a producer may be called `a`. */
const BEHIND_A_NAME = /^\s*(?:$|,|(?:is|has|owns|and)\s)/;

/** Reads `c1 has processed orders-0@4 and billing is Stable`. */
export function parseCondition(text: string): ParsedCondition | ConditionError {
  const tokens = tokenize(text);
  if (tokens instanceof ConditionError) return tokens;
  const all: Condition[] = [];
  const mentions: Mention[] = [];
  for (const sentence of splitAtAnd(tokens)) {
    const end = sentence.at(-1);
    const parsed = parseSentence(sentence, end === undefined ? text.length : endOf(end));
    if (parsed instanceof ConditionError) return parsed;
    all.push(parsed.condition);
    mentions.push(...parsed.mentions);
  }
  const [first, ...more] = all;
  const condition: Condition =
    first !== undefined && more.length === 0 ? first : { kind: 'and', all };
  return { condition, mentions };
}

function tokenize(text: string): Token[] | ConditionError {
  const tokens: Token[] = [];
  const word = /\s*(?:"([^"]*)"|'([^']*)'|(,)|([^\s,"']+))/y;
  while (text.slice(word.lastIndex).trim() !== '') {
    const start = word.lastIndex;
    const match = word.exec(text);
    if (match === null) {
      const offset = text.slice(start).search(/\S/) + start;
      return new ConditionError(
        'this quote is not closed',
        'a name in quotes is "like this"',
        offset,
      );
    }
    const [all, double, single, comma, plain = ''] = match;
    const offset = start + all.search(/\S/);
    const name = double ?? single;
    if (name !== undefined) tokens.push({ text: name, quoted: true, offset });
    else if (comma !== undefined) tokens.push({ text: ',', quoted: false, offset });
    else if (!FILLERS.has(plain) || BEHIND_A_NAME.test(text.slice(word.lastIndex)))
      tokens.push({ text: plain, quoted: false, offset });
  }
  return tokens;
}

function endOf(token: Token): number {
  return token.offset + token.text.length + (token.quoted ? 2 : 0);
}

function splitAtAnd(tokens: readonly Token[]): Token[][] {
  const sentences: Token[][] = [[]];
  for (const token of tokens) {
    if (token.text === 'and' && !token.quoted) sentences.push([]);
    else sentences.at(-1)?.push(token);
  }
  return sentences;
}

/** How far one form went along, and what it wanted there. */
interface Attempt {
  readonly index: number;
  readonly wanted: string;
  readonly problem: Refusal | undefined;
}

function parseSentence(tokens: readonly Token[], end: number): ParsedCondition | ConditionError {
  const attempts: Attempt[] = [];
  for (const form of FORMS) {
    const result = match(form, tokens);
    if ('condition' in result) return result;
    attempts.push(result);
  }
  return explain(attempts, tokens, end);
}

function match(form: Form, tokens: readonly Token[]): ParsedCondition | Attempt {
  const gaps: Partial<Gaps> = {};
  const words: string[] = [];
  const mentions: Mention[] = [];
  let index = 0;
  for (const wanted of form.words) {
    const token = tokens[index];
    if (token === undefined) return { index, wanted, problem: undefined };
    if (!wanted.startsWith('<')) {
      if (token.quoted || !wanted.split('|').includes(token.text)) {
        return { index, wanted, problem: undefined };
      }
      words.push(token.text);
      index += 1;
      continue;
    }
    // The gap's name is between the brackets; FORMS uses no other.
    const gap = wanted.slice(1, -1) as keyof Gaps;
    const used = gap === 'partitions' ? listEnd(tokens, index) : index + 1;
    const problem = fill(gaps, gap, tokens.slice(index, used), mentions);
    if (problem !== undefined) return { index, wanted, problem };
    index = used;
  }
  if (index < tokens.length) return { index, wanted: '', problem: undefined };
  const built = form.build(gaps as Gaps, words); // every gap of the form was filled
  if (built.kind === 'point' && built.moment === 'stored' && !STORED_REQUESTS.includes(built.api)) {
    const problem = new Refusal(
      `is in vain: ${built.api} stores nothing`,
      'sent, received, answered',
    );
    return { index: index - 1, wanted: 'stored', problem };
  }
  return { condition: built, mentions };
}

function listEnd(tokens: readonly Token[], start: number): number {
  let end = start + 1;
  while (tokens[end]?.text === ',' && tokens[end + 1] !== undefined) end += 2;
  return end;
}

/** Puts the words into the gap; a Refusal if they cannot stand there. */
function fill(
  gaps: Partial<Gaps>,
  gap: keyof Gaps,
  tokens: readonly Token[],
  mentions: Mention[],
): Refusal | undefined {
  const [first] = tokens;
  if (first === undefined) return new Refusal('');
  const { text, offset } = first;
  switch (gap) {
    case 'consumer':
    case 'producer':
    case 'client':
    case 'process':
    case 'group':
      if (text === ',' && !first.quoted) return new Refusal('');
      gaps[gap] = text;
      mentions.push({ as: gap, name: text, offset });
      return undefined;
    case 'exception':
      gaps.exception = text;
      return /^[A-Z]\w*$/.test(text)
        ? undefined
        : new Refusal('is no Java class', 'NoOffsetForPartitionException');
    case 'state':
      return set(
        gaps,
        gap,
        STATES.find((state) => state === text),
      );
    case 'request':
      return set(gaps, gap, first.quoted ? undefined : REQUESTS.get(text));
    case 'n':
      return set(gaps, gap, /^\d{1,12}$/.test(text) ? Number(text) : undefined);
    case 'nth':
      return set(gaps, gap, readOrdinal(text));
    case 'broker':
      mentions.push({ as: 'broker', name: text, offset });
      return set(gaps, gap, readBroker(text));
    default:
      return fillPartitions(gaps, gap, tokens, mentions);
  }
}

function fillPartitions(
  gaps: Partial<Gaps>,
  gap: 'records' | 'partition' | 'partitions',
  tokens: readonly Token[],
  mentions: Mention[],
): Refusal | undefined {
  const [first] = tokens;
  if (gap === 'records') {
    const records = readRecords(first?.text ?? '');
    if (records instanceof Refusal) return records;
    mentions.push({ as: 'partition', name: records.tp.key, offset: first?.offset ?? 0 });
    gaps.records = records;
    return undefined;
  }
  const list = [];
  for (const token of tokens) {
    if (token.text === ',' && !token.quoted) continue;
    const tp = readPartition(token.text);
    if (tp instanceof Refusal) return tp;
    mentions.push({ as: 'partition', name: tp.key, offset: token.offset });
    list.push(tp);
  }
  const [one] = list;
  if (gap === 'partitions') gaps.partitions = list;
  else if (one !== undefined) gaps.partition = one;
  return undefined;
}

function set<K extends keyof Gaps>(gaps: Partial<Gaps>, gap: K, value: Gaps[K] | undefined) {
  if (value === undefined) return new Refusal('');
  gaps[gap] = value;
  return undefined;
}

/** `1st`, `2nd`, `13th` -> the number. */
export function readOrdinal(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})(st|nd|rd|th)$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** `broker-2` -> 2. */
export function readBroker(text: string): number | undefined {
  const match = /^broker-([1-9]\d{0,4})$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** Speaks of the place that the best form reached: forms that fell behind were not meant. */
function explain(
  attempts: readonly Attempt[],
  tokens: readonly Token[],
  end: number,
): ConditionError {
  const index = Math.max(...attempts.map((attempt) => attempt.index));
  const best = attempts.filter((attempt) => attempt.index === index);
  const wanted = [...new Set(best.flatMap(({ wanted: word }) => word.split('|')))].filter(
    (word) => word !== '',
  );
  const token = tokens[index];
  const fix = `possible: ${wanted.map(sayGap).join(', ')}`;
  if (token === undefined) {
    return new ConditionError('this condition ends too early', `then ${fix}`, end);
  }
  const shown = JSON.stringify(token.text);
  if (wanted.length === 0) {
    return new ConditionError(`${shown} is too much`, 'remove the rest', token.offset);
  }
  const near = nearest(token.text, wanted.flatMap(wordsFor));
  if (near !== undefined && near !== token.text) {
    const message = `${shown} is not understood here`;
    return new ConditionError(message, `did you mean ${near}?`, token.offset);
  }
  const problem = best.find((attempt) => (attempt.problem?.message ?? '') !== '')?.problem;
  if (problem !== undefined && (best.length === 1 || /[@-]/.test(token.text))) {
    return new ConditionError(`${shown} ${problem.message}`, problem.fix ?? fix, token.offset);
  }
  return new ConditionError(`${shown} is not understood here`, fix, token.offset);
}

/** The words that may stand at a place, for the nearest spelling. */
function wordsFor(wanted: string): readonly string[] {
  if (wanted === '<state>') return STATES;
  if (wanted === '<request>') return [...REQUESTS.keys()];
  return wanted.startsWith('<') ? [] : [wanted];
}

function sayGap(wanted: string): string {
  const examples: Readonly<Record<string, string>> = {
    '<n>': 'a number',
    '<nth>': '2nd',
    '<records>': 'orders-0@4',
    '<partition>': 'orders-0',
    '<partitions>': 'orders-0, orders-1',
    '<state>': 'Stable',
    '<request>': 'commit or JoinGroup',
    '<broker>': 'broker-1',
    '<exception>': 'an exception',
  };
  if (!wanted.startsWith('<')) return wanted;
  return examples[wanted] ?? `a ${wanted.slice(1, -1)}`;
}
