/** The longest topic name. Kafka: Topic.MAX_NAME_LENGTH: file names get a suffix of six characters and more. */
const MAX_TOPIC_NAME_LENGTH = 249;

const INTERNAL_TOPICS: ReadonlySet<string> = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
]);

/** Why Kafka refuses a topic of this name, in its words; undefined if it does not. Kafka: Topic.validate. */
export function topicNameProblem(name: string): string | undefined {
  const problem = problemOf(name);
  return problem === undefined ? undefined : `Topic name is invalid: ${problem}`;
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed';
  if (name === '.' || name === '..') return `'${name}' is not allowed`;
  if (name.length > MAX_TOPIC_NAME_LENGTH) {
    return `the length of '${name}' is longer than the max allowed length ${MAX_TOPIC_NAME_LENGTH}`;
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return undefined;
}

/** Topics that the brokers keep for themselves. Kafka: Topic.isInternal. */
export function isInternalTopic(name: string): boolean {
  return INTERNAL_TOPICS.has(name);
}

/** True if the name has a character that metric names cannot tell from another. Kafka: Topic.hasCollisionChars. */
export function hasCollisionChars(name: string): boolean {
  return name.includes('.') || name.includes('_');
}

/** True if the names differ in nothing but `.` and `_`: one cluster cannot have both. Kafka: Topic.hasCollision. */
export function topicNamesCollide(a: string, b: string): boolean {
  return a.replaceAll('.', '_') === b.replaceAll('.', '_');
}

/** For JoinGroup, SyncGroup, Heartbeat, LeaveGroup. Kafka: GroupCoordinatorService.isGroupIdNotEmpty. */
export function isClassicGroupId(groupId: string | null): boolean {
  return groupId !== null && groupId !== '';
}

/**
 * Why ConsumerGroupHeartbeat and its like refuse a group id, in Kafka's words; undefined if they do not. Null is
 * for others to judge. Kafka: GroupMetadataManager.throwIfEmptyString.
 */
export function consumerGroupIdProblem(groupId: string | null): string | undefined {
  return groupId !== null && javaTrim(groupId) === '' ? "GroupId can't be empty." : undefined;
}

/** java.lang.String.trim: only what is up to U+0020 goes, so a no-break space stays. */
function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}
