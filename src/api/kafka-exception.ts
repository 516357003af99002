import type { ConsumerException } from '../client/consumer/calls.js';

/**
 * What a call of the consumer throws into the application. `name` is the Java class without its package, such as
 * `CommitFailedException`, `WakeupException` or `IllegalStateException`; `message` is for
 * people: often Kafka's, sometimes shorter.
 */
export class KafkaException extends Error {
  override readonly name: string;
  /** Class without package of the cause, null if there is none. */
  readonly causedBy: string | null;

  constructor({ name, message, cause }: ConsumerException) {
    super(message);
    this.name = name;
    this.causedBy = cause;
  }
}
