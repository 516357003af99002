import { KAFKA_RULES, type WorldRules } from '../sim/rules.js';
import { APPLICATION_BUGS } from './application.js';
import { ASSIGNOR_BUGS } from './assignor.js';
import { BROKER_BUGS } from './broker.js';
import type { Bug } from './bug.js';
import { CONSUMER_BUGS } from './consumer.js';
import { COORDINATOR_BUGS } from './coordinator.js';

/** The zoo: every bug that a world can be made with. */
export const BUGS: readonly Bug[] = [
  ...COORDINATOR_BUGS,
  ...BROKER_BUGS,
  ...CONSUMER_BUGS,
  ...ASSIGNOR_BUGS,
  ...APPLICATION_BUGS,
];

const byName = new Map(BUGS.map((bug) => [bug.name, bug]));

export function bugNamed(name: string): Bug | undefined {
  return byName.get(name);
}

export function bugNames(): string[] {
  return [...byName.keys()];
}

/** The rules of a world with this bug; those of Kafka if there is none of that name. */
export function rulesWith(name: string): WorldRules {
  return byName.get(name)?.rules ?? KAFKA_RULES;
}
