import type { ControllerState } from '../../controller/state.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { ClusterToolFact } from '../../protocol/facts.js';
import type { Dispatch } from '../../sim/dispatch.js';
import { rearm } from '../../sim/wakeups.js';
import { controllerNode, operatorNode, type World } from '../../sim/world.js';

/** What an operator's tool asks of the controller; a refusal is told. A controller that is down answers nobody. */
export function askController(
  world: World,
  out: Dispatch,
  asked: Pick<ClusterToolFact, 'action' | 'subject'>,
  change: (controller: ControllerState) => ErrorName,
): void {
  const controller = controllerNode(world);
  if (controller.status !== 'running') return; // the tool gave up
  out.node = controller;
  const error = change(controller.state);
  rearm(world, controller);
  if (error === 'NONE') return;
  out.node = operatorNode(world);
  out.note({ type: 'cluster tool refused', ...asked, error });
}
