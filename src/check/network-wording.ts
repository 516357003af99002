import type { FactOf } from '../protocol/trace.js';

/*
 * What the network did to one node, in words that begin with its name.
 */

const MOST_NAMES = 3;

/** True for a broker or the controller: what others depend on. */
export function isServer(node: string): boolean {
  return node === 'controller' || /^broker-[0-9]+$/.test(node);
}

/** "c1 was cut off from broker-2", "c1 was no longer heard by broker-2", "c1 had a slow network to broker-2". */
export function linkFaultWords(
  of: string,
  { effect, from, to }: FactOf<'link fault'>,
  bothWays: boolean,
): string {
  const sends = from.includes(of);
  const others = peersText(of, sends ? to : from);
  if (effect !== 'cut') return `${of} had a ${effect} network ${sends ? 'to' : 'from'} ${others}`;
  if (bothWays) return `${of} was cut off from ${others}`;
  return sends ? `${of} was no longer heard by ${others}` : `${of} no longer heard ${others}`;
}

function peersText(of: string, nodes: readonly string[]): string {
  const peers = nodes.filter((node) => node !== of && isServer(node));
  const brokers = peers.filter((node) => node !== 'controller');
  const named = brokers.length === 0 ? peers : brokers;
  if (named.length > MOST_NAMES) return `${named.length} brokers`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** "c1 had its OffsetCommit to broker-1 lost", "c1 had broker-1's answer to its OffsetCommit lost". */
export function messageFaultWords(
  of: string,
  { effect, api, what, broker, detail }: FactOf<'message fault'>,
): string {
  const message =
    what === 'request' ? `its ${api} to ${broker}` : `${broker}'s answer to its ${api}`;
  switch (effect) {
    case 'lose':
      return `${of} had ${message} lost`;
    case 'delay':
      return `${of} had ${message} delayed by ${detail} ms`;
    case 'duplicate':
      return `${of} had ${message} delivered twice`;
    case 'hold':
      return `${of} had ${message} held back`;
    case 'fail':
    case 'reply-with':
      return `${of} had its ${api} to ${broker} answered with ${detail}`;
  }
}
