import type { Played } from './play.js';
import { FINAL_FIELDS, type Json, type Story, type StoryEvent } from './story.js';

/** Where a story and its simulation part. */
export interface StoryDifference {
  /** `c1, event 3`, or `final.committed`. */
  readonly place: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  readonly differences: readonly StoryDifference[];
  /** Clients whose events varied in Kafka too, where ours are like none of its runs but break no rule. */
  readonly varied: readonly string[];
}

/** As STORIES.md says: order matters within a client, never between clients. */
export function compareStory(story: Story, played: Played): Comparison {
  const differences: StoryDifference[] = [];
  const varied: string[] = [];
  const ofClient = <E extends StoryEvent>(events: readonly E[], client: string) =>
    events.filter((e) => e.consumer === client);
  const clients = new Set([...story.outline, ...played.outline].map((e) => e.consumer));
  for (const client of [...clients].sort()) {
    const expected = ofClient(story.outline, client);
    const actual = ofClient(played.outline, client);
    const first = firstDifference(client, expected, actual);
    if (first === null) continue;
    if (story.stability.same.get(client) !== false) {
      differences.push(first);
      continue;
    }
    const other = story.stability.otherRuns.some((run) => {
      const list = run.get(client);
      return list !== undefined && firstDifference(client, list, actual) === null;
    });
    if (other) continue;
    const missing = unstableDifference(
      client,
      expected.filter((e) => e.stable),
      expected,
      actual,
    );
    if (missing === null) varied.push(client);
    else differences.push(missing);
  }
  for (const field of FINAL_FIELDS) {
    if (!story.stability.final.has(field)) continue;
    const expected = canonical(finalJson(story.final[field] ?? null));
    const actual = canonical(finalJson(played.final[field]));
    if (expected !== actual) differences.push({ place: `final.${field}`, expected, actual });
  }
  return { differences, varied };
}

function firstDifference(
  client: string,
  expected: readonly StoryEvent[],
  actual: readonly StoryEvent[],
): StoryDifference | null {
  const length = Math.max(expected.length, actual.length);
  for (let i = 0; i < length; i++) {
    const a = expected[i];
    const b = actual[i];
    const [left, right] = [eventText(a), eventText(b)];
    if (left !== right)
      return { place: `${client}, event ${i + 1}`, expected: left, actual: right };
  }
  return null;
}

/** Of a client that varied in Kafka: each stable event occurs exactly as often as in the outline. */
function unstableDifference(
  client: string,
  stable: readonly StoryEvent[],
  expected: readonly StoryEvent[],
  actual: readonly StoryEvent[],
): StoryDifference | null {
  const count = (events: readonly StoryEvent[], text: string) =>
    events.filter((e) => eventText(e) === text).length;
  for (const text of new Set(stable.map(eventText))) {
    const [wanted, found] = [count(expected, text), count(actual, text)];
    if (wanted === found) continue;
    const place = `${client}, how often`;
    return { place, expected: `${wanted} × ${text}`, actual: `${found} × ${text}` };
  }
  return null;
}

function eventText(e: StoryEvent | undefined): string {
  if (e === undefined) return '(nothing)';
  return `${e.event} ${canonical(detailJson(e))}`;
}

/** All but `message`; of `cause`, and of `exception` in a group, only the class. */
function detailJson({ event, detail }: StoryEvent): Json {
  const entries = Object.entries(detail)
    .filter(([key]) => key !== 'message')
    .map(([key, value]): [string, Json] => {
      const isText = typeof value === 'string';
      if (key === 'cause' && isText) return [key, className(value)];
      if (event === 'group' && key === 'exception' && isText) return [key, className(value)];
      return [key, value];
    });
  return Object.fromEntries(entries);
}

function className(text: string): string {
  const name = text.split(':')[0] ?? '';
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A group that does not exist: only the class counts here too. */
function finalJson(json: Json): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]): [string, Json] => {
      if (key === 'exception' && typeof value === 'string') return [key, className(value)];
      return [key, finalJson(value)];
    }),
  );
}

/** JSON with sorted keys. */
function canonical(json: Json): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${key}: ${canonical(value)}`).join(', ')}}`;
}
