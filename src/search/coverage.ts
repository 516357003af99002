import type { Trace } from '../sim/trace.js';

/**
 * Which kinds of events were seen in which states of their group: `Stable / member removed`. A rough measure of how
 * much of the protocol the runs have been through.
 */
export function coverageOf({ facts }: Trace, into: Set<string>): void {
  const states = new Map<string, string>();
  let last = 'no group';
  for (const { fact } of facts) {
    if ('group' in fact) {
      last = states.get(fact.group) ?? 'no group';
      if (fact.type === 'group state') states.set(fact.group, fact.to);
    }
    into.add(`${last} / ${fact.type}`);
  }
}
