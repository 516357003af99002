import { describe, expect, it } from 'vitest';
import { groupPartition, murmur2, partitionForKey } from '../../src/protocol/partitioner.js';
import { utf8Bytes } from '../../src/util/utf8.js';

describe('the partition of a key', () => {
  // Kafka's UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('the murmur2 hash of %s is %i', (text, hash) => {
    expect(murmur2(utf8Bytes(text))).toBe(hash);
  });

  it('is the hash without its sign, modulo the number of partitions', () => {
    expect(partitionForKey('a', 100)).toBe(24); // murmur2/1 of the vectors
    expect(partitionForKey('abc', 1000)).toBe(107);
  });
});

describe('the partition of a group', () => {
  it('is the Java hash code of its id, modulo the number of partitions', () => {
    expect(groupPartition('test', 50)).toBe(48); // group-partition/6 of the vectors
  });

  it('is 0 for the one hash code that has no absolute value', () => {
    expect(groupPartition('polygenelubricants', 50)).toBe(0); // its hash code is -2147483648
  });
});

describe('utf8Bytes', () => {
  it.each([
    ['a', [0x61]],
    ['\u00e9', [0xc3, 0xa9]],
    ['\u20ac', [0xe2, 0x82, 0xac]],
    ['\u{1f600}', [0xf0, 0x9f, 0x98, 0x80]],
    ['\u07ff\u0800\uffff', [0xdf, 0xbf, 0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf]],
  ])('encodes %s', (text, bytes) => {
    expect([...utf8Bytes(text)]).toEqual(bytes);
  });

  it('writes half of a surrogate pair as a question mark, as Java does', () => {
    expect([...utf8Bytes('a\ud83db')]).toEqual([0x61, 0x3f, 0x62]);
    expect([...utf8Bytes('\ude00\ud83d')]).toEqual([0x3f, 0x3f]);
  });
});
