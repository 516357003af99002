import { describe, expect, it } from 'vitest';
import {
  consumerGroupIdProblem,
  isClassicGroupId,
  topicNameProblem,
  topicNamesCollide,
} from '../../src/protocol/names.js';

// What the vectors that this repository has do not show; test/conformance shows the rest.
describe('names', () => {
  it('a topic name has 1 to 249 characters', () => {
    expect(topicNameProblem('')).toBe('Topic name is invalid: the empty string is not allowed');
    expect(topicNameProblem('a'.repeat(249))).toBeUndefined();
    expect(topicNameProblem('a'.repeat(250))).toContain(
      'is longer than the max allowed length 249',
    );
  });

  it('a topic name is not one or two dots, but may be three', () => {
    expect(topicNameProblem('..')).toBe("Topic name is invalid: '..' is not allowed");
    expect(topicNameProblem('...')).toBeUndefined();
  });

  it('a line break at the end of a topic name does not pass', () => {
    expect(topicNameProblem('a\n')).toContain('contains one or more characters other than');
  });

  it('two topic names collide if only dots and underscores differ', () => {
    expect(topicNamesCollide('my.topic_1', 'my_topic.1')).toBe(true);
    expect(topicNamesCollide('my.topic', 'my-topic')).toBe(false);
  });

  it('an empty group id is never valid, a blank one only for classic groups', () => {
    expect(isClassicGroupId('')).toBe(false);
    expect(consumerGroupIdProblem('')).toBe("GroupId can't be empty.");
    expect(isClassicGroupId(' ')).toBe(true);
    expect(consumerGroupIdProblem(' ')).toBe("GroupId can't be empty.");
  });
});
