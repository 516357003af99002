/** What Kafka's admin client throws for an error of the group APIs. Facts of org.apache.kafka.common.protocol.Errors. */
const EXCEPTIONS: ReadonlyMap<string, readonly [className: string, message: string]> = new Map([
  [
    'UNKNOWN_TOPIC_OR_PARTITION',
    ['UnknownTopicOrPartitionException', 'This server does not host this topic-partition.'],
  ],
  ['INVALID_GROUP_ID', ['InvalidGroupIdException', 'The configured groupId is invalid.']],
  [
    'UNKNOWN_MEMBER_ID',
    ['UnknownMemberIdException', 'The coordinator is not aware of this member.'],
  ],
  ['NON_EMPTY_GROUP', ['GroupNotEmptyException', 'The group is not empty.']],
  ['GROUP_ID_NOT_FOUND', ['GroupIdNotFoundException', 'The group id does not exist.']],
  [
    'GROUP_SUBSCRIBED_TO_TOPIC',
    [
      'GroupSubscribedToTopicException',
      'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
    ],
  ],
]);

/** `org.apache.kafka.common.errors.GroupNotEmptyException: The group is not empty.` */
export function exceptionText(error: string): string {
  const [className, message] = EXCEPTIONS.get(error) ?? ['UnknownServerException', error];
  return `org.apache.kafka.common.errors.${className}: ${message}`;
}

/** The sentence alone. */
export function errorMessage(error: string): string {
  return EXCEPTIONS.get(error)?.[1] ?? error;
}
