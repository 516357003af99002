import type { PartitionOffset } from '../../protocol/facts.js';
import type { Ending, GroupEnding, GroupRecord } from '../ending.js';
import { found } from '../found.js';
import type { Check, Finding } from '../verdict.js';
import { verdict } from '../verdicts.js';
import * as words from '../wording.js';

/** Whoever takes over the coordinator knows nothing but the log: what its coordinator goes by must stand there. */
export const durableIsReplayed: Check = {
  name: 'durable-is-replayed',
  sentence:
    'What the coordinator goes by in the end, offsets, generation and members, is what a replay of its log gives.',
  reference: 'offsets.md (__consumer_offsets); GroupCoordinatorShard.replay',
  run(_history, ending, options) {
    const findings = ending.groups
      .filter(({ group }) => options.groups === undefined || options.groups.includes(group))
      .flatMap((group) => judge(group, ending));
    return verdict(durableIsReplayed, findings, [], []);
  },
};

function judge({ group, durable }: GroupEnding, { at }: Ending): Finding[] {
  if (durable === null) return [];
  const { kept, replayed } = durable;
  return differences(kept, replayed).map((what) => {
    const sentence = `The coordinator of ${group} has ${what} at ${words.seconds(at)}.`;
    return found(sentence, { at, event: 0 }, { group, cause: 'coordinator' });
  });
}

function differences(kept: GroupRecord, replayed: GroupRecord): string[] {
  const texts = offsetDifferences(kept.committed, replayed.committed);
  if (kept.generation !== replayed.generation)
    texts.push(`generation ${kept.generation}, and its log generation ${replayed.generation}`);
  const ids = (record: GroupRecord) => record.memberIds.join(', ') || 'none';
  if (ids(kept) !== ids(replayed))
    texts.push(`the members ${ids(kept)}, and its log ${ids(replayed)}`);
  return texts;
}

function offsetDifferences(
  kept: readonly PartitionOffset[],
  replayed: readonly PartitionOffset[],
): string[] {
  const byKey = (offsets: readonly PartitionOffset[]) =>
    new Map(offsets.map(({ tp, offset }) => [tp.key, offset]));
  const own = byKey(kept);
  const logs = byKey(replayed);
  const say = (offset: number | undefined) => (offset === undefined ? 'none' : `${offset}`);
  return [...new Set([...own.keys(), ...logs.keys()])]
    .filter((key) => own.get(key) !== logs.get(key))
    .map((key) => `offset ${say(own.get(key))} for ${key}, and its log ${say(logs.get(key))}`);
}
