import type { Entry } from '../../../check/history.js';
import { rangeText, Spans } from '../spans.js';
import { amount, partitionsText } from '../words.js';
import { configuredTime } from './configs.js';
import { kindOf } from './kinds.js';
import type { Story } from './story.js';

type RecordEntry = Entry<
  'delivered' | 'processing' | 'processed' | 'effect' | 'processing failed' | 'acknowledged'
>;

/** Records on their way: small things, to be folded. */
export function tellRecords(story: Story, entry: RecordEntry): void {
  const { at, event, node: actor, fact } = entry;
  const { records } = fact;
  const deed = { form: 'deed', at, event, kind: kindOf(fact.type), actor, records } as const;
  switch (fact.type) {
    case 'acknowledged':
      if (!story.isSent(records)) story.items.push({ ...deed, verb: 'sends' });
      return;
    case 'delivered':
      story.hands.delivered(actor, fact.group, records);
      if (!story.retries.isSummedUp(actor)) story.items.push({ ...deed, verb: 'polls' });
      return;
    case 'processing':
      return; // only what completes, or does not, is worth a word
    case 'processed':
      story.hands.processed(actor, fact.group, records);
      story.retries.over(actor);
      story.items.push({ ...deed, verb: 'processes' });
      return;
    case 'effect':
      story.items.push({ ...deed, verb: 'writes' });
      return;
    case 'processing failed':
      if (fact.how !== 'hang') story.hands.gaveUp(actor, records);
      if (entry.type === 'processing failed') tellFailure(story, entry);
      return;
  }
}

/** A record that fails again and again is told twice; then it is counted. */
function tellFailure(story: Story, entry: Entry<'processing failed'>): void {
  const { at, node, fact } = entry;
  const records = rangeText(fact.records);
  const { count, place } = story.retries.fails(node, records, story.items.length);
  if (count === 0) {
    story.say(entry, node, `${FAILURES[fact.how]} ${records}`, 'fault');
    return;
  }
  const often = count === 1 ? 'once more' : `${count} times more`;
  const text = `throws the same exception ${often} while processing ${records}`;
  const told = story.items[place];
  if (told?.form === 'line') story.items[place] = { ...told, text, until: at };
  else story.say(entry, node, text, 'fault');
}

const FAILURES = {
  throw: 'throws an exception while processing',
  poison: 'throws an exception, as every time, while processing',
  hang: 'hangs: it never comes back from processing',
} as const;

/**
 * Records that reach the log. From here on a consumer can get them, so they are told here and not when their producer
 * is told so; unless it never is.
 */
export function tellAppended(story: Story, entry: Entry<'appended'>): void {
  const { at, event, fact } = entry;
  const { clientId, records } = fact;
  const actor = story.acknowledgedTo(records);
  if (actor !== undefined) {
    story.sent(records);
    const deed = { form: 'deed', at, event, kind: kindOf('acknowledged'), actor, records } as const;
    story.items.push({ ...deed, verb: 'sends' });
    return;
  }
  if (story.asksForNoAnswer(clientId)) return; // told when they left
  const text = `appends ${rangeText(records)} of ${clientId}, which never learns of it`;
  story.say(entry, entry.node, text, 'consequence');
}

export function tellSendFailure(story: Story, entry: Entry<'send failed'>): void {
  const { topic, count, exception } = entry.fact;
  const text = `gives up ${amount(count, 'record')} to ${topic}: ${exception}`;
  story.say(entry, entry.node, text, 'consequence');
}

/**
 * What a reader of the store would see: writes that were no news to it, or did harm. All others go without saying.
 * Those of one event and one kind are one line.
 */
export function tellWritten(story: Story, entry: Entry<'store written'>): void {
  const { node, fact } = entry;
  if (fact.outcome === 'added' || fact.outcome === 'replaced') return;
  const same = story.together(entry, ['store written'], (other) => {
    const { group, outcome } = other.fact;
    return other.node === node && group === fact.group && outcome === fact.outcome;
  });
  const spans = new Spans();
  for (const other of same) spans.add(other.fact.records);
  const records = spans.text();
  const mark = fact.outcome === 'refused' ? '' : 'consequence';
  story.say(
    entry,
    node,
    `${WRITTEN[fact.outcome]} ${records}, in the store of ${fact.group}`,
    mark,
  );
}

const WRITTEN = {
  repeated: 'adds a second row for',
  'set back': 'overwrites what is newer with',
  refused: 'is refused, for its offset was written before:',
} as const;

export function tellException(story: Story, entry: Entry<'exception'>): void {
  const { call, exception, message } = entry.fact;
  const text = `gets ${exception} from ${call}(): ${message}`;
  story.say(entry, entry.node, text.replace(/: $/, ''), 'consequence');
}

export function tellPollInterval(story: Story, entry: Entry<'max poll interval exceeded'>): void {
  const { node } = entry;
  const spec = story.scenario?.consumers.get(node);
  const time = configuredTime(story.scenario, spec?.clientId ?? node, 'maxPollIntervalMs');
  const isStatic = (spec?.groupInstanceId ?? null) !== null;
  const then = isStatic ? 'stops its heartbeats' : 'leaves the group';
  const text = `exceeds max.poll.interval.ms (no poll()${time}) and ${then}`;
  story.say(entry, node, text, 'consequence');
}

/** Where a consumer goes on to read. What one event sets in the same way is one line an offset. */
export function tellPosition(story: Story, entry: Entry<'position'>): void {
  const { node, fact } = entry;
  if (fact.cause === 'seek' && story.retries.isSummedUp(node)) return;
  const same = story.together(entry, ['position'], ({ node: other, fact: f }) => {
    const alike =
      f.cause === fact.cause && f.policy === fact.policy && f.previous === fact.previous;
    return other === node && alike && f.offset === fact.offset;
  });
  const partitions = partitionsText(same.map((other) => other.fact.tp));
  const text = positionText(fact, partitions);
  const jump = fact.cause === 'truncated' || (fact.cause === 'reset' && fact.previous >= 0);
  const crowd = 'more positions are set';
  story.say(entry, node, text, jump ? 'consequence' : '', jump ? '' : crowd);
}

function positionText(fact: Entry<'position'>['fact'], partitions: string): string {
  const { offset, cause, policy, previous } = fact;
  const from = previous < 0 ? '' : ` (it was at ${previous})`;
  switch (cause) {
    case 'committed':
      return `goes on from the committed offset ${offset} of ${partitions}`;
    case 'seek':
      return `seeks to offset ${offset} of ${partitions}${from}`;
    case 'truncated':
      return `goes back to offset ${offset} of ${partitions}, where the log was cut${from}`;
    case 'reset': {
      const why =
        previous < 0
          ? `finds no committed offset of ${partitions}`
          : `finds offset ${previous} of ${partitions} out of range`;
      return `${why}: auto.offset.reset=${policy} starts at offset ${offset}`;
    }
  }
}
