/**
 * Kafka's assignor throws here, and the exception leaves `poll()` of the leader. Only impossible claims lead to
 * it: partition numbers that a topic does not have, or a claim of a topic that its member has given up.
 */
export class AssignorError extends Error {
  override readonly name = 'AssignorError';

  constructor(
    readonly javaException: 'IllegalStateException' | 'NullPointerException',
    message: string,
  ) {
    super(message);
  }
}
