import type { Entry } from '../../../check/history.js';
import type { FactOf } from '../../../protocol/trace.js';
import type { ConsumerSpec, ProducerSpec } from '../../model.js';
import { formatDuration } from '../../units.js';
import { formatDrift } from '../../units-clock.js';
import { amount, listText, partitionsText, secondsText, shortened } from '../words.js';
import { resetPolicyText } from './configs.js';
import type { LeftBehind } from './hands.js';
import type { Story } from './story.js';

type ProcessEntry = Entry<
  | 'started'
  | 'crashed'
  | 'frozen'
  | 'thawed'
  | 'clock set'
  | 'shutting down'
  | 'shut down'
  | 'closing'
  | 'closed'
  | 'subscribed'
  | 'unsubscribed'
>;

/** Starts, ends and faults of processes. */
export function tellProcess(story: Story, entry: ProcessEntry): void {
  const { node } = entry;
  story.retries.over(node);
  switch (entry.type) {
    case 'started':
      tellStart(story, entry);
      return;
    case 'subscribed':
      story.say(entry, node, `subscribes to ${shortened(entry.fact.topics)}`, '', SUBSCRIBE);
      return;
    case 'unsubscribed':
      story.hands.dropAll(node);
      story.say(entry, node, 'unsubscribes and leaves its group');
      return;
    case 'crashed':
      tellCrash(story, entry);
      return;
    case 'frozen':
      story.frozenAt.set(node, entry.at);
      story.say(entry, node, 'freezes: the whole process stands still', 'fault');
      return;
    case 'thawed':
      story.say(entry, node, `wakes up${frozenFor(story, entry)}`, 'fault');
      return;
    case 'clock set':
      story.say(entry, node, clockText(entry.fact), 'fault');
      return;
    case 'shutting down':
      story.say(entry, node, 'begins a controlled shutdown: others lead in its place', 'fault');
      return;
    case 'shut down':
      story.say(entry, node, 'has shut down cleanly');
      return;
    case 'closing':
      story.say(entry, node, 'calls close()');
      return;
    case 'closed':
      story.hands.dropAll(node);
      story.say(entry, node, 'is closed');
      return;
  }
}

/** `its clock is set 30s ahead: it is 30s fast now`. */
function clockText({ aheadMs, ppm, jumpMs }: FactOf<'clock set'>): string {
  const jumped =
    jumpMs === 0
      ? 'its clock is adjusted'
      : `its clock is set ${formatDuration(Math.abs(jumpMs))} ${jumpMs > 0 ? 'ahead' : 'back'}`;
  const off =
    aheadMs === 0
      ? 'it is right now'
      : `it is ${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'fast' : 'slow'} now`;
  const drift =
    ppm === 0 ? '' : ` and ${ppm > 0 ? 'gains' : 'loses'} ${formatDrift(Math.abs(ppm))}`;
  return `${jumped}: ${off}${drift}`;
}

const SUBSCRIBE = 'more consumers subscribe';

function tellStart(story: Story, entry: Entry<'started'>): void {
  const { node } = entry;
  const consumer = story.scenario?.consumers.get(node);
  const producer = story.scenario?.producers.get(node);
  // Brokers run from the beginning, and nothing tells so.
  const again =
    story.started.has(node) || (/^(broker-\d+|controller)$/.test(node) && !consumer && !producer);
  story.started.add(node);
  story.hands.dropAll(node);
  const crowd = `more ${consumer ? 'consumers' : producer ? 'producers' : 'processes'} start`;
  const words = [again ? 'starts again' : 'starts'];
  if (producer !== undefined && !again) words.push(`: ${producerText(producer)}`);
  const topics = firstSubscription(story, entry);
  if (topics !== null) words.push(` and subscribes to ${shortened(topics)}`);
  if (consumer !== undefined && !again) words.push(consumerText(consumer));
  story.say(entry, node, words.join(''), '', crowd);
}

/** A consumer that subscribes as soon as it starts says both in one line. */
function firstSubscription(story: Story, { seq, node, at }: Entry): readonly string[] | null {
  for (let next = seq + 1; next < story.entries.length; next++) {
    const other = story.entries[next];
    if (other === undefined || other.at !== at) return null;
    if (other.node !== node) continue;
    if (other.type !== 'subscribed') return null;
    story.skip(next);
    return other.fact.topics;
  }
  return null;
}

function consumerText(consumer: ConsumerSpec): string {
  const { group, groupInstanceId, configs, commit, store, clock } = consumer;
  const member = groupInstanceId === null ? '' : `, group.instance.id=${groupInstanceId}`;
  const reset = `auto.offset.reset=${resetPolicyText(configs.autoOffsetReset)}`;
  const where = group === null ? 'no group' : `group ${group}`;
  const outside = store === null ? '' : `, store: ${store}`;
  return ` (${where}${member}, ${reset}, commits: ${commit}${outside}${clockWords(clock)})`;
}

function producerText({ rate, load, topic, clock }: ProducerSpec): string {
  const count = load.kind === 'listed' ? load.records.length : load.count;
  const what = count === null ? 'records without end' : amount(count, 'record');
  if (rate === null) return `${what} to ${topic}, all at once${clockWords(clock)}`;
  const unit = UNITS.get(rate.perMs) ?? `every ${formatDuration(rate.perMs)}`;
  return `${what} to ${topic}, ${rate.records} ${unit}${clockWords(clock)}`;
}

/** `, its clock 2h slow, losing 1%`. */
function clockWords(clock: ConsumerSpec['clock']): string {
  if (clock === null) return '';
  const { offsetMs, ppm } = clock;
  const off = `${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'fast' : 'slow'}`;
  const drift = `${ppm > 0 ? 'gaining' : 'losing'} ${formatDrift(Math.abs(ppm))}`;
  const words = [...(offsetMs === 0 ? [] : [off]), ...(ppm === 0 ? [] : [drift])];
  return words.length === 0 ? '' : `, its clock ${words.join(', ')}`;
}

const UNITS: ReadonlyMap<number, string> = new Map([
  [1000, 'a second'],
  [60_000, 'a minute'],
  [3_600_000, 'an hour'],
  [86_400_000, 'a day'],
]);

function tellCrash(story: Story, entry: Entry<'crashed'>): void {
  const { node } = entry;
  const left = story.hands.leftBehind(node);
  const clauses = leftText(left);
  if (left.missed.count > 0) {
    const what = `${left.missed.text()} handed out but not processed`;
    clauses.push(`${what}, though committed: nobody will read them again`);
  }
  const text = clauses.length === 0 ? 'crashes' : `crashes; ${listText(clauses)}`;
  story.hands.dropAll(node);
  story.say(entry, node, text, 'fault');
}

function leftText({ uncommitted, pending }: LeftBehind): string[] {
  const clauses: string[] = [];
  if (uncommitted.count > 0) clauses.push(`${uncommitted.text()} processed but not committed`);
  if (pending.count > 0) clauses.push(`${pending.text()} handed out but not processed`);
  return clauses;
}

function frozenFor(story: Story, { node, at }: Entry): string {
  const since = story.frozenAt.get(node);
  return since === undefined ? '' : ` after ${secondsText(at - since)} s`;
}

type OwnershipEntry = Entry<'assigned' | 'revoked' | 'lost' | 'assigned manually'>;

/** What a consumer is told to read, and no longer to read. */
export function tellOwnership(story: Story, entry: OwnershipEntry): void {
  const { node, fact } = entry;
  const partitions = partitionsText(fact.partitions);
  switch (fact.type) {
    case 'assigned manually':
      story.say(entry, node, `takes ${partitions} by assign(), without a group`);
      return;
    case 'assigned': {
      const text = `${assignedText(fact)} (generation ${fact.generation})`;
      story.say(entry, node, text, '', 'more consumers are assigned partitions');
      return;
    }
    case 'revoked': {
      story.hands.drop(node, fact.partitions);
      story.groups.gaveUp(fact.group, fact.partitions);
      const what =
        fact.partitions.length === 0 ? 'has nothing to give up' : `gives up ${partitions}`;
      const text = `${what} (onPartitionsRevoked)`;
      story.say(entry, node, text, '', 'more consumers give up partitions');
      return;
    }
    case 'lost': {
      const left = leftText(story.hands.leftBehind(node));
      story.hands.drop(node, fact.partitions);
      const text = [`loses ${partitions} (onPartitionsLost)`, ...left].join('; ');
      story.say(entry, node, text, 'consequence');
      return;
    }
  }
}

/** A cooperative member is only told what is new. */
function assignedText({ partitions, owned }: FactOf<'assigned'>): string {
  if (partitions.length === 0 && owned.length > 0) return `keeps ${partitionsText(owned)}`;
  const more = owned.length > partitions.length;
  return `is assigned ${partitionsText(partitions)}${more ? ` and now owns ${partitionsText(owned)}` : ''}`;
}
