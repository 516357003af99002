import type { Entry } from '../../../check/history.js';
import { listText } from '../words.js';
import { isInternal, type Story } from './story.js';
import { ledText } from './tell-cluster.js';

type ReplicasEntry = Entry<'isr changed' | 'reassigned' | 'broker fenced' | 'broker unfenced'>;

/** Who is in sync, where replicas are, and which brokers the controller counts on. */
export function tellReplicas(story: Story, entry: ReplicasEntry): void {
  const { node } = entry;
  switch (entry.type) {
    case 'isr changed':
      tellIsr(story, entry);
      return;
    case 'reassigned': {
      const { tp, replicas } = entry.fact;
      const text = `has moved ${tp.key}: its replicas are on ${brokersText(replicas)}`;
      story.say(entry, node, text);
      return;
    }
    case 'broker fenced': {
      const { broker, reason } = entry.fact;
      if (reason === 'shut down') return; // the broker has told of it
      const text = `fences broker-${broker}: no heartbeat for a session (broker.session.timeout.ms)`;
      story.say(entry, node, text, 'consequence');
      return;
    }
    case 'broker unfenced':
      story.say(entry, node, `counts on broker-${entry.fact.broker} again`);
      return;
  }
}

/** Partitions whose ISR changed alike are one line. */
function tellIsr(story: Story, entry: Entry<'isr changed'>): void {
  const changed = story.together(entry, ['isr changed'], (other) => other.event === entry.event);
  const alike = new Map<string, Entry<'isr changed'>[]>();
  for (const one of changed) {
    const key = `${sorted(one.fact.from).join()}>${sorted(one.fact.isr).join()}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  for (const same of alike.values()) {
    const { isr, from } = (same[0] as Entry<'isr changed'>).fact; // never empty
    const onlyInternal = same.every(({ fact }) => isInternal(fact.tp.topic));
    if (onlyInternal && isr.length > from.length) continue; // they come back one after the other
    const mark = isr.length < from.length ? 'consequence' : '';
    const what = ledText(same.map(({ fact }) => fact.tp));
    story.say(entry, entry.node, isrText(sorted(isr), sorted(from), what), mark);
  }
}

function sorted(ids: readonly number[]): number[] {
  return [...ids].sort((a, b) => a - b);
}

function isrText(isr: readonly number[], from: readonly number[], what: string): string {
  const left = from.filter((id) => !isr.includes(id));
  const came = isr.filter((id) => !from.includes(id));
  const now = isr.length === 0 ? 'nobody is in sync' : `in sync: ${brokersText(isr)}`;
  if (came.length === 0) return `takes ${brokersText(left)} out of the ISR of ${what} (${now})`;
  if (left.length === 0) return `takes ${brokersText(came)} into the ISR of ${what} (${now})`;
  return `changes the ISR of ${what} (${now})`;
}

export function brokersText(ids: readonly number[]): string {
  return listText(ids.map((id) => `broker-${id}`));
}
