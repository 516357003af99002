import { describe, expect, it } from 'vitest';
import {
  addKey,
  firstKey,
  javaComputeIfAbsentOrder,
  javaPutOrder,
  makeJavaHashSet,
  removeKey,
} from '../../src/util/java-hash-map.js';

describe('the order of java.util.HashMap', () => {
  it('is by bucket: small numbers in a table of 16 iterate modulo 16', () => {
    const set = makeJavaHashSet<number>();
    for (const number of [2, 17]) addKey(set, number, number); // an Integer is its own hash code
    expect(firstKey(set)).toBe(17); // the reference: {2, 17} iterates 17, 2
    removeKey(set, 17);
    expect(firstKey(set)).toBe(2);
  });

  it('changes when the 13th key doubles the table, and stays so when keys leave', () => {
    const set = makeJavaHashSet<number>();
    for (const number of [17, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) addKey(set, number, number);
    expect(firstKey(set)).toBe(17); // bucket 1 of 16
    addKey(set, 13, 13);
    expect(firstKey(set)).toBe(2); // 17 is in bucket 17 of 32
    for (let number = 3; number <= 13; number++) removeKey(set, number);
    expect(firstKey(set)).toBe(2);
  });

  // "Aa" and "BB" are Java's best known strings with the same hash code, 2112.
  it('appends to a bucket on put, and puts in front of it on computeIfAbsent', () => {
    expect(javaPutOrder(['Aa', 'BB'])).toEqual(['Aa', 'BB']);
    expect(javaPutOrder(['BB', 'Aa', 'BB'])).toEqual(['BB', 'Aa']);
    expect(javaComputeIfAbsentOrder(['Aa', 'BB'])).toEqual(['BB', 'Aa']);
  });
});
