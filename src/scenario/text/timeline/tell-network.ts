import type { Entry } from '../../../check/history.js';
import type { FactOf } from '../../../protocol/trace.js';
import { amount, listText } from '../words.js';
import type { Story } from './story.js';

type NetworkEntry = Entry<
  'link fault' | 'link healed' | 'message fault' | 'messages released' | 'connection closed'
>;

/** What the network does to messages. */
export function tellNetwork(story: Story, entry: NetworkEntry): void {
  const { node } = entry;
  switch (entry.type) {
    case 'link fault':
    case 'link healed':
      tellLinks(story, entry);
      return;
    case 'message fault':
      story.say(entry, node, messageText(entry.fact), 'fault');
      return;
    case 'messages released':
      story.say(
        entry,
        node,
        `lets ${amount(entry.fact.count, 'message')} go that it had held`,
        'fault',
      );
      return;
    case 'connection closed': {
      const [a, b] = entry.fact.between;
      story.say(entry, node, `closes the connection between ${a} and ${b}`, 'fault');
      return;
    }
  }
}

/** Both directions of a link are one line. */
function tellLinks(story: Story, entry: Entry<'link fault' | 'link healed'>): void {
  const back = story.together(
    entry,
    [entry.type],
    ({ fact, event }) =>
      event === entry.event &&
      fact.effect === entry.fact.effect &&
      fact.detail === entry.fact.detail &&
      fact.from.join() === entry.fact.to.join() &&
      fact.to.join() === entry.fact.from.join(),
  );
  const { from, to } = entry.fact;
  const where =
    back.length > 0
      ? `between ${sideText(from)} and ${sideText(to)}`
      : `from ${sideText(from)} to ${sideText(to)}`;
  const text =
    entry.type === 'link fault' ? faultText(entry.fact, where) : healedText(entry.fact, where);
  story.say(entry, entry.node, text, 'fault');
}

/** No step can name the operator: who is cut off from him is cut off from all. */
function sideText(nodes: readonly string[]): string {
  return nodes.includes('operator') ? 'everybody else' : listText(nodes);
}

function faultText(fact: FactOf<'link fault'>, where: string): string {
  const text = beginsText(fact, where);
  if (fact.still !== true) return text;
  return text.startsWith('is ') ? text.replace('is ', 'is still ') : `still ${text}`;
}

function beginsText({ effect, detail }: FactOf<'link fault'>, where: string): string {
  switch (effect) {
    case 'cut':
      return `lets nothing pass ${where}`;
    case 'slow':
      return `is slow ${where}: each message takes ${longer(detail)}`;
    case 'lossy':
      return `loses ${detail} of the messages ${where}`;
    case 'duplicating':
      return `delivers ${detail} of the requests twice ${where}`;
  }
}

/** `10 ms longer`, or `10 ms longer, 5 % of them 2000 ms more`. */
function longer(detail: string): string {
  return detail.replace(/^[^,]*/, (range) => `${range} longer`);
}

function healedText({ effect }: FactOf<'link healed'>, where: string): string {
  if (effect === 'cut') return `is whole again ${where}: what waited arrives now`;
  return effect === 'slow' ? `is as fast as before ${where}` : `is sound again ${where}`;
}

function messageText({
  effect,
  api,
  what,
  client,
  broker,
  detail,
}: FactOf<'message fault'>): string {
  const request = `the ${api} of ${client}`;
  const message =
    what === 'request' ? `${request} to ${broker}` : `${broker}'s answer to ${request}`;
  switch (effect) {
    case 'lose':
      return detail === 'quietly'
        ? `loses ${message}, and the connection stays open`
        : `loses ${message}, and the connection with it`;
    case 'delay':
      return `delays ${message} by ${detail} ms`;
    case 'duplicate':
      return `delivers ${message} twice`;
    case 'fail':
      return `makes ${broker} answer ${request} with ${detail}, and do nothing`;
    case 'reply-with':
      return `makes ${broker} answer ${request} with ${detail}, though it is done`;
    case 'hold':
      return `holds ${message} back`;
  }
}
