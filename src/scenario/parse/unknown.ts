import { CONFIG_NAMES, type ConfigOwner, isKnownToKafka } from '../configs/tables.js';
import { nearest } from './nearest.js';
import type { Node } from './node.js';

/** In just these words: the reader is told apart from a slip of spelling. */
export const NOT_MODELLED = 'known to Kafka but not modelled yet';

/** What to say of a key that means nothing here. */
export function explainUnknownKey(
  key: string,
  keys: readonly string[],
  owner: ConfigOwner | undefined,
): [message: string, fix: string] {
  if (owner !== undefined && isKnownToKafka(owner, key)) {
    return [`${key} is ${NOT_MODELLED}`, 'remove it'];
  }
  const other = owner === undefined ? undefined : ownerOf(key);
  if (other !== undefined) return [`unknown key "${key}"`, `${key} is a config of a ${other}`];
  return [`unknown key "${key}"`, suggest(key, keys)];
}

function ownerOf(key: string): ConfigOwner | undefined {
  const owners: readonly ConfigOwner[] = ['consumer', 'producer', 'topic', 'broker'];
  return owners.find((owner) => {
    const { modelled, fixed } = CONFIG_NAMES[owner];
    return [...modelled, ...fixed].some(({ name }) => name === key) || isKnownToKafka(owner, key);
  });
}

/** What to say of a value that is none of the words it may be. */
export function explainUnknownValue(
  shown: string,
  node: Node,
  words: readonly (string | number | boolean | null)[],
  known: readonly string[],
): [message: string, fix: string] {
  const value = node.kind === 'scalar' ? String(node.value) : '';
  if (known.includes(value)) return [`${value} is ${NOT_MODELLED}`, `only ${words.join(', ')} is`];
  return [`${shown} is not possible here`, suggest(value, words.map(String))];
}

/** More possibilities than this are not listed: the faults of chaos are, the errors of Kafka are not. */
const LONGEST_LIST = 20;

/** `did you mean group?`, or all that is possible if that is short. */
export function suggest(word: string, possible: readonly string[]): string {
  const near = nearest(word, possible);
  if (near !== undefined) return `did you mean ${near}?`;
  const longer = possible.filter((one) => word.length > 1 && one.startsWith(word));
  if (longer.length > 0) return `did you mean ${longer.join(' or ')}?`;
  return possible.length <= LONGEST_LIST ? `possible: ${possible.join(', ')}` : '';
}
