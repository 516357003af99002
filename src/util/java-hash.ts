/**
 * java.lang.String.hashCode: the 32-bit signed polynomial h := 31 h + UTF-16 code unit.
 * Kafka decides with it which partition of `__consumer_offsets` holds a group.
 */
export function javaStringHash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(31, h) + text.charCodeAt(i)) | 0;
  return h;
}

/** org.apache.kafka.common.utils.Utils.abs: the absolute value, and 0 for -2147483648. */
export function kafkaAbs(n: number): number {
  return n === -2147483648 ? 0 : Math.abs(n);
}

/** org.apache.kafka.common.TopicPartition.hashCode. */
export function javaTopicPartitionHash(topic: string, partition: number): number {
  return (Math.imul(31, 31 + partition) + javaStringHash(topic)) | 0;
}
