import { AppRules } from '../app/rules.js';
import { BrokerRules } from '../broker/rules.js';
import { ConsumerRules } from '../client/consumer/rules.js';
import { ControllerRules } from '../controller/rules.js';

/** The rules by which the nodes of a world play. A class: never drafted. Without arguments they are those of Kafka. */
export class WorldRules {
  constructor(
    readonly broker: BrokerRules = new BrokerRules(),
    readonly controller: ControllerRules = new ControllerRules(),
    readonly consumer: ConsumerRules = new ConsumerRules(),
    readonly app: AppRules = new AppRules(),
  ) {}
}

/** Those of Kafka: all worlds share them. */
export const KAFKA_RULES = new WorldRules();
