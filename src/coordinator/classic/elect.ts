import { inJavaOrder } from '../java-order.js';
import type { ClassicGroup } from '../state.js';

/**
 * The protocol of the next generation: each member votes for the first one it offers that all can speak, most votes
 * win. Undefined if all can speak none, which Kafka takes for a broken promise and throws.
 * Kafka: ClassicGroup.selectProtocol.
 */
export function selectProtocol(group: ClassicGroup): string | undefined {
  const all = group.members.size;
  const votes = new Map<string, number>();
  for (const member of group.members.values()) {
    const choice = member.protocols.list.find(
      ({ name }) => group.supportedProtocols.get(name) === all,
    );
    if (choice === undefined) return undefined;
    votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  if (votes.size <= 1) return votes.keys().next().value;
  let winner: string | undefined;
  let most = 0;
  for (const name of inJavaOrder([...votes.keys()])) {
    const count = votes.get(name) ?? 0;
    if (count > most) {
      winner = name;
      most = count;
    }
  }
  return winner;
}
