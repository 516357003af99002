import { MAX_BROKERS } from '../scenario/bounds.js';
import { PROPERTY_NAMES } from '../scenario/model-steps.js';
import { suggest } from '../scenario/parse/unknown.js';
import { FAULT_KINDS } from '../search/faults.js';
import type { GenerateOptions } from '../search/generate.js';
import { UserError } from '../util/user-error.js';

/*
 * What is given to `fuzz()` and `scenarios()`, looked at before anything is played: many suites are not type-checked, and
 * an option that says nothing would let a test pass that looks at nothing.
 */

/** Says what is wrong with a value; nothing if it is right. */
type Reader = (value: unknown) => string | undefined;
type Readers = Readonly<Record<string, Reader>>;

const MAX_RUNS = 1_000_000_000;
const MAX_SEED = 4_294_967_295;
const MAX_SIZE = 100_000;

/** @throws UserError that names the option, what is wrong with it and the nearest that is right. */
export function checkFuzzOptions(options: unknown): void {
  readObject('fuzz()', '', options, FUZZ);
}

/** @throws UserError that names the option, what is wrong with it and the nearest that is right. */
export function checkScenarioOptions(options: unknown, where = 'scenarios()', prefix = ''): void {
  readObject(where, prefix, options, SCENARIOS);
}

function readObject(where: string, prefix: string, options: unknown, readers: Readers): void {
  if (!isObject(options)) throw refused(where, `${shown(options)} is no object of options`);
  for (const [key, value] of Object.entries(options)) {
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read === undefined) {
      const fix = suggest(key, Object.keys(readers));
      throw refused(where, `unknown option "${prefix}${key}"`, fix);
    }
    const problem = value === undefined ? undefined : read(value);
    if (problem !== undefined) throw refused(where, `${prefix}${key}: ${problem}`);
  }
}

/** In the message too: a test runner shows nothing else. */
function refused(where: string, problem: string, fix = ''): UserError {
  const message = `${where}: ${problem}`;
  return fix === '' ? new UserError(message) : new UserError(`${message} (${fix})`, fix);
}

function wholeFrom(least: number, most: number): Reader {
  return (value) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    return `${shown(value)} is not possible (a whole number from ${least} to ${most})`;
  };
}

function oneOf(words: readonly (string | number | boolean)[]): Reader {
  return (value) => {
    if (words.some((word) => word === value)) return;
    const fix = suggest(String(value), words.map(String));
    return `${shown(value)} is not possible${fix === '' ? '' : ` (${fix})`}`;
  };
}

function listOf(read: Reader): Reader {
  return (value) => {
    if (!Array.isArray(value)) return `${shown(value)} is no list`;
    if (value.length === 0) return 'the list is empty (leave the option out to draw from all)';
    return value.map(read).find((problem) => problem !== undefined);
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

/** Every one there is: the compiler sees to it. */
const COMMITS: Readonly<Record<NonNullable<GenerateOptions['commit']>[number], true>> = {
  auto: true,
  'sync-per-batch': true,
  'sync-per-record': true,
  'async-per-batch': true,
  'async-per-batch-retried': true,
  'async-then-sync-on-revoke': true,
  'before-processing': true,
  'hand-off': true,
  watermark: true,
  none: true,
};

const SCENARIOS: Readers = {
  commit: listOf(oneOf(Object.keys(COMMITS))),
  faults: listOf(oneOf(FAULT_KINDS)),
  maxFaults: wholeFrom(0, MAX_SIZE),
  maxConsumers: wholeFrom(1, MAX_SIZE),
  maxTopics: wholeFrom(1, MAX_SIZE),
  maxRecords: wholeFrom(1, MAX_SIZE),
  brokers: listOf(wholeFrom(1, MAX_BROKERS)),
  reset: listOf(oneOf(['earliest', 'latest'])),
  acks: listOf(oneOf(['all', 0, 1])),
  failures: oneOf([true, false, 'sometimes']),
  // Read as a scenario, by what searches around it.
  around: (value) => (isObject(value) ? undefined : `${shown(value)} is no scenario`),
};

const FUZZ: Readers = {
  seed: wholeFrom(0, MAX_SEED),
  runs: wholeFrom(1, MAX_RUNS),
  scenarios: (value) => {
    checkScenarioOptions(value, 'fuzz()', 'scenarios.');
    return undefined;
  },
  application: (value) => {
    if (typeof value === 'function') return undefined;
    if (!isObject(value)) return `${shown(value)} is no application`;
    if (!('process' in value)) return undefined; // handlers or a loop: read by what runs them
    const missing = ['memory', 'store', 'process'].find((key) => typeof value[key] !== 'function');
    return missing === undefined ? undefined : `its ${missing} is no function`;
  },
  invariants: (value) => {
    if (!Array.isArray(value)) return `${shown(value)} is no list`;
    const at = value.findIndex((one) => !isObject(one) || typeof one.broken !== 'function');
    return at < 0
      ? undefined
      : `${shown(value[at])} at ${at} is no invariant (invariant('it holds', (history) => …) makes one)`;
  },
  checks: (value) =>
    // An empty list judges by the invariants alone.
    Array.isArray(value) && value.length === 0 ? undefined : listOf(oneOf(PROPERTY_NAMES))(value),
};
