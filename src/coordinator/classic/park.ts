import type { JoinGroupRequest } from '../../protocol/api/join-group.js';
import { type CoordinatorContext, forgetParked } from '../context.js';
import type { CoordinatorRequestOf } from '../host.js';
import { type ClassicGroup, type ClassicMember, SupportedProtocols } from '../state.js';
import { countProtocols, sameProtocols } from './group.js';

export type Join = CoordinatorRequestOf<'JoinGroup'>;

/** Takes over what the request says and parks it; one that was parked is dropped. Kafka: ClassicGroup.updateMember. */
export function parkJoin(
  ctx: CoordinatorContext,
  join: Join,
  group: ClassicGroup,
  member: ClassicMember,
): void {
  const { body, token } = join;
  if (!sameProtocols(member, body.protocols)) {
    countProtocols(group, member.protocols, -1);
    member.protocols = copyProtocols(body);
    countProtocols(group, member.protocols, 1);
  }
  member.rebalanceTimeoutMs = body.rebalanceTimeoutMs;
  member.sessionTimeoutMs = body.sessionTimeoutMs;
  if (member.joinToken === 0) group.numAwaitingJoin += 1;
  else forgetParked(ctx, member.joinToken);
  member.joinToken = token;
  ctx.shard.parked.set(token, true);
}

export function copyProtocols(body: JoinGroupRequest): SupportedProtocols {
  return new SupportedProtocols(body.protocols.map(({ name, metadata }) => ({ name, metadata })));
}
