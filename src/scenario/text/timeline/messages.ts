import type { TracedMessage } from '../../../sim/trace.js';
import type { Scenario } from '../../model.js';
import type { Item } from './item.js';
import { messageItem } from './message-text.js';

/** Puts the messages between the facts: an event begins with the message that arrives. */
export function withMessages(
  items: readonly Item[],
  messages: readonly TracedMessage[],
  names: readonly string[],
): Item[] {
  const all: Item[] = [];
  let next = 0;
  for (const message of messages) {
    for (
      let item = items[next];
      item !== undefined && isBefore(item, message);
      item = items[next]
    ) {
      all.push(item);
      next += 1;
    }
    const told = messageItem(message, names);
    if (told !== undefined) all.push(told);
  }
  return [...all, ...items.slice(next)];
}

function isBefore(item: Item, message: TracedMessage): boolean {
  return item.at < message.at || (item.at === message.at && item.event < message.event);
}

/** The names of the nodes by their numbers, in the order in which a world is made. */
export function nodeNames(scenario: Scenario | null): string[] {
  if (scenario === null) return [];
  const brokers = Array.from({ length: scenario.cluster.brokers }, (_, i) => `broker-${i + 1}`);
  return [
    'controller',
    ...brokers,
    ...scenario.consumers.keys(),
    ...scenario.producers.keys(),
    'operator',
  ];
}
