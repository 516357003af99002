import { javaPutOrder } from '../util/java-hash-map.js';
import type { MemberSubscription, TopicMetadata } from './assignor.js';

/**
 * The members as a leader's assignor walks them: a Java map by member id, filled in the order of the JoinGroup
 * response. Kafka: ConsumerCoordinator.onLeaderElected.
 */
export function membersInLeaderOrder(members: readonly MemberSubscription[]): MemberSubscription[] {
  const byId = new Map(members.map((member) => [member.memberId, member]));
  return javaPutOrder(byId.keys()).flatMap((id) => byId.get(id) ?? []);
}

/**
 * The metadata of the subscribed topics as an assignor walks it; `members` in leader order. Topics pass through two
 * Java tables, and the first one also has those without metadata. Kafka: AbstractPartitionAssignor.assign.
 */
export function topicsInLeaderOrder(
  topics: ReadonlyMap<string, TopicMetadata>,
  members: readonly MemberSubscription[],
): Map<string, TopicMetadata> {
  const subscribed = javaPutOrder(members.flatMap((member) => member.topics));
  const known = subscribed.filter((name) => (topics.get(name)?.partitions ?? 0) > 0);
  return new Map(
    javaPutOrder(known).flatMap((name): [string, TopicMetadata][] => {
      const metadata = topics.get(name);
      return metadata === undefined ? [] : [[name, metadata]];
    }),
  );
}
