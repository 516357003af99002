import { parseTopicPartition, type TopicPartition } from '../protocol/topic-partition.js';
import { MAX_OFFSET, MAX_RATE_PER_SECOND, MAX_RECORDS, MAX_TIME_MS } from './bounds.js';
import type { MsRange, Rate, RecordsRef } from './model.js';

/*
 * The small words of the language: durations, rates, partitions, ranges of records. Each reader returns the value
 * or a Refusal that says what is wrong, so that the same rule serves schema check, conditions and steps.
 */

export class Refusal {
  constructor(
    /** Follows the quoted text: `"5x" is not a duration`. */
    readonly message: string,
    readonly fix?: string,
  ) {}
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];
const DURATION_FIX = 'a number and ms, s, m, h or d: 200ms, 6s, 1m30s, 7d; a plain number is ms';

/** `200ms`, `6s`, `1m30s`, `1.5h`, or a number of ms. Whole ms. */
export function readDuration(given: string | number): number | Refusal {
  const text = String(given);
  if (/^\s*-/.test(text)) return new Refusal('is negative; time only goes forward', DURATION_FIX);
  const ms = typeof given === 'number' ? given : sumUnits(text);
  if (ms === undefined || Number.isNaN(ms)) return new Refusal('is not a duration', DURATION_FIX);
  if (ms > MAX_TIME_MS) return new Refusal('is too long', `at most ${MAX_TIME_MS / 86_400_000}d`);
  if (!Number.isInteger(ms)) return new Refusal('is not a whole number of ms', DURATION_FIX);
  return ms;
}

function sumUnits(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    const size = UNITS.find(([name]) => name === unit)?.[1] ?? 0;
    // Rounds what a binary fraction leaves over: 0.07s is 70 ms.
    total += Math.round(Number(amount) * size * 1e6) / 1e6;
  }
  return total;
}

/** `5400000` -> `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS) {
    const n = Math.floor(rest / size);
    if (n > 0) text += `${n}${unit}`;
    rest -= n * size;
  }
  return text === '' ? '0ms' : text;
}

/** `200ms`, or `100ms..300ms`. */
export function readDurationRange(given: string | number): MsRange | Refusal {
  const [low, high, more] = String(given).split('..');
  if (more !== undefined) return new Refusal('is not a duration or a range', '100ms..300ms');
  const minMs = readDuration(typeof given === 'number' ? given : (low ?? ''));
  if (minMs instanceof Refusal) return minMs;
  const maxMs = high === undefined ? minMs : readDuration(high);
  if (maxMs instanceof Refusal) return maxMs;
  if (maxMs < minMs) return new Refusal('runs backwards', `${high}..${low}`);
  return { minMs, maxMs };
}

export function formatDurationRange(range: MsRange): string {
  const low = formatDuration(range.minMs);
  return range.minMs === range.maxMs ? low : `${low}..${formatDuration(range.maxMs)}`;
}

const RATE_FIX = 'records per time: 10/s, 600/m, 1/500ms';

/** `10/s`, `1/500ms`. */
export function readRate(given: string | number): Rate | Refusal {
  const match = /^(\d{1,9})\/(?:(\d+)?(ms|s|m|h|d))$/.exec(String(given));
  if (match === null) return new Refusal('is not a rate', RATE_FIX);
  const records = Number(match[1]);
  const perMs = readDuration(`${match[2] ?? '1'}${match[3]}`);
  if (perMs instanceof Refusal) return perMs;
  if (records === 0 || perMs === 0) return new Refusal('never sends anything', RATE_FIX);
  if ((records * 1000) / perMs > MAX_RATE_PER_SECOND) {
    return new Refusal('is too fast', `at most ${MAX_RATE_PER_SECOND}/s`);
  }
  return { records, perMs };
}

export function formatRate(rate: Rate): string {
  const unit = UNITS.find(([, size]) => size === rate.perMs)?.[0];
  return `${rate.records}/${unit ?? formatRatePeriod(rate.perMs)}`;
}

/** A period in one unit, as `readRate` wants it: `90s`, not `1m30s`. */
function formatRatePeriod(ms: number): string {
  const [unit, size] = UNITS.find(([, s]) => ms % s === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

/** `orders-0`. */
export function readPartition(given: string | number): TopicPartition | Refusal {
  const tp = parseTopicPartition(String(given));
  return tp ?? new Refusal('is not a partition', 'a topic, a dash, a number: orders-0');
}

const RECORDS_FIX = 'a partition and offsets: orders-0@3, or orders-0@0..4 for a range';

/** `orders-0@3`, `orders-0@0..4`. */
export function readRecords(given: string | number): RecordsRef | Refusal {
  const match = /^(.+)@(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(String(given));
  if (match === null) return new Refusal('names no record', RECORDS_FIX);
  const tp = readPartition(match[1] ?? '');
  if (tp instanceof Refusal) return new Refusal('names no record', RECORDS_FIX);
  const from = Number(match[2]);
  const to = match[3] === undefined ? from : Number(match[3]);
  if (to < from) return new Refusal('runs backwards', `${tp.key}@${to}..${from}`);
  if (to > MAX_OFFSET) return new Refusal('names too large an offset', `at most ${MAX_OFFSET}`);
  if (to - from >= MAX_RECORDS) {
    return new Refusal('names too many records', `at most ${MAX_RECORDS} in one range`);
  }
  return { tp, from, to };
}

export function formatRecords(ref: RecordsRef): string {
  return ref.from === ref.to ? `${ref.tp.key}@${ref.from}` : `${ref.tp.key}@${ref.from}..${ref.to}`;
}

/** ISO 8601 as `by_duration` and --by-duration take it: PnDTnHnMn.nS, not negative. */
export function readIsoDuration(given: string): number | Refusal {
  const fix = 'an ISO 8601 duration: PT5M, P1DT12H, PT1.5S';
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/.exec(given);
  if (match === null || !/\d[DHMS]$/.test(given)) return new Refusal('is not a duration', fix);
  const [, d = 0, h = 0, m = 0, s = 0] = match;
  const minutes = Number(d) * 1440 + Number(h) * 60 + Number(m);
  const ms = minutes * 60_000 + Math.round(Number(s) * 1000);
  return ms > MAX_TIME_MS ? new Refusal('is too long', 'at most P365D') : ms;
}

export function formatIsoDuration(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = (ms % 86_400_000) / 1000;
  if (rest === 0 && days > 0) return `P${days}D`;
  return `P${days > 0 ? `${days}D` : ''}T${rest}S`;
}

/** YYYY-MM-DDTHH:mm:SS.sss[zone] as the tool takes it (no zone: UTC), or a virtual time: `5s`. */
export function readDatetime(given: string | number): number | Refusal {
  const short = readDuration(given);
  if (!(short instanceof Refusal)) return short;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(
    String(given),
  );
  const fix = 'a virtual time (5s), or 1970-01-01T00:00:05.000: time 0 is 1970-01-01T00:00:00Z';
  if (match === null) return new Refusal('is not a date and time', fix);
  const zone = (match[2] ?? 'Z').replace(/^([+-]\d\d):?(\d\d)?$/, (_, h, m) => `${h}:${m ?? '00'}`);
  const atMs = Date.parse(`${match[1]}${zone}`);
  if (Number.isNaN(atMs)) return new Refusal('is not a date and time', fix);
  return atMs < 0 ? new Refusal('is before time 0, 1970-01-01T00:00:00Z', fix) : atMs;
}
