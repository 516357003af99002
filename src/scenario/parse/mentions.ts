import { type Mention, readBroker } from '../conditions.js';
import { Refusal, readPartition } from '../units.js';
import type { Path } from './node.js';
import type { Scope } from './scope.js';

/** What a condition speaks of must exist. */
export function checkMentions(scope: Scope, mentions: readonly Mention[], path: Path): void {
  for (const mention of mentions) {
    const wrong = explain(scope, mention);
    if (wrong !== undefined) scope.reportIn(path, mention.offset, ...wrong);
  }
}

function explain(scope: Scope, { as, name }: Mention): [string, string] | undefined {
  switch (as) {
    case 'partition': {
      const tp = readPartition(name);
      if (tp instanceof Refusal || scope.partitionExists(tp)) return undefined;
      return scope.explainPartition(tp);
    }
    case 'broker':
      return explainBroker(scope, name);
    case 'consumer':
      return scope.consumers.has(name)
        ? undefined
        : scope.explainName(as, name, scope.consumers.keys());
    case 'producer':
      return scope.producers.has(name) ? undefined : scope.explainName(as, name, scope.producers);
    case 'group':
      return scope.groups.has(name) ? undefined : scope.explainName(as, name, scope.groups);
    case 'client':
    case 'process': {
      if (scope.consumers.has(name) || scope.producers.has(name)) return undefined;
      if (as === 'process' && readBroker(name) !== undefined) return explainBroker(scope, name);
      const known = [...scope.consumers.keys(), ...scope.producers];
      return scope.explainName('consumer or producer', name, known);
    }
  }
}

function explainBroker(scope: Scope, name: string): [string, string] | undefined {
  const broker = readBroker(name);
  if (broker !== undefined && broker <= scope.brokers) return undefined;
  const last = scope.brokers === 1 ? 'only broker-1' : `broker-1 to broker-${scope.brokers}`;
  return [`there is no ${name}`, last];
}
