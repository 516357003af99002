import { AppRules } from '../app/rules.js';
import { BrokerRules } from '../broker/rules.js';
import { ConsumerRules } from '../client/consumer/rules.js';
import { ControllerRules } from '../controller/rules.js';
import { CoordinatorRules } from '../coordinator/rules.js';
import { WorldRules } from '../sim/rules.js';

export type Layer =
  | 'coordinator'
  | 'broker'
  | 'controller'
  | 'consumer'
  | 'assignor'
  | 'application';

/** A planted bug: one named rule is another one when the world is made. */
export interface Bug {
  readonly name: string;
  readonly layer: Layer;
  /** The rule that it replaces, by its name in the layer's table. */
  readonly rule: string;
  /** What goes wrong with it, in a sentence. */
  readonly sentence: string;
  readonly rules: WorldRules;
}

/** The rule `rule` of `Rules`, done wrong. The types see to it that there is such a rule, and that it fits. */
type Wrong<Rules, Rule extends keyof Rules> = Pick<Rules, Rule>[Rule];

export function coordinatorBug<R extends keyof CoordinatorRules & string>(
  name: string,
  rule: R,
  sentence: string,
  wrong: Wrong<CoordinatorRules, R>,
): Bug {
  const broker = new BrokerRules({}, new CoordinatorRules({ [rule]: wrong }));
  return { name, layer: 'coordinator', rule, sentence, rules: new WorldRules(broker) };
}

export function brokerBug<R extends Exclude<keyof BrokerRules, 'coordinator'> & string>(
  name: string,
  rule: R,
  sentence: string,
  wrong: Wrong<BrokerRules, R>,
): Bug {
  const rules = new WorldRules(new BrokerRules({ [rule]: wrong }));
  return { name, layer: 'broker', rule, sentence, rules };
}

export function controllerBug<R extends keyof ControllerRules & string>(
  name: string,
  rule: R,
  sentence: string,
  wrong: Wrong<ControllerRules, R>,
): Bug {
  const rules = new WorldRules(undefined, new ControllerRules({ [rule]: wrong }));
  return { name, layer: 'controller', rule, sentence, rules };
}

export function consumerBug<R extends keyof ConsumerRules & string>(
  name: string,
  rule: R,
  sentence: string,
  wrong: Wrong<ConsumerRules, R>,
): Bug {
  const rules = new WorldRules(undefined, undefined, new ConsumerRules({ [rule]: wrong }));
  return { name, layer: rule === 'assign' ? 'assignor' : 'consumer', rule, sentence, rules };
}

export function applicationBug<R extends keyof AppRules & string>(
  name: string,
  rule: R,
  sentence: string,
  wrong: Wrong<AppRules, R>,
): Bug {
  const rules = new WorldRules(undefined, undefined, undefined, new AppRules({ [rule]: wrong }));
  return { name, layer: 'application', rule, sentence, rules };
}
