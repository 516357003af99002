import { javaTopicPartitionHash } from '../util/java-hash.js';
import {
  addKey,
  firstKey,
  type JavaHashSet,
  makeJavaHashSet,
  removeKey,
} from '../util/java-hash-map.js';
import type { PartitionTable } from './partition-table.js';

/**
 * The moves of one rebalance, so that no partition goes from A to B while another of its topic goes from B to A.
 * Kafka: AbstractStickyAssignor.PartitionMovements.
 */
export interface PartitionMovements {
  readonly table: PartitionTable;
  /** Per moved partition where it was at first and where it is now. */
  readonly moves: Map<number, Move>;
  /** Per topic, source and destination the partitions that moved so. Java's order decides which is "the first". */
  readonly byPair: Map<string, JavaHashSet<number>>;
}

interface Move {
  readonly source: number;
  readonly destination: number;
}

export function makePartitionMovements(table: PartitionTable): PartitionMovements {
  return { table, moves: new Map(), byPair: new Map() };
}

/** Remembers that `id` goes from one member to another; two moves of a partition become one, or none. */
export function recordMove(
  movements: PartitionMovements,
  id: number,
  source: number,
  destination: number,
): void {
  const earlier = movements.moves.get(id);
  if (earlier === undefined) {
    addMove(movements, id, { source, destination });
    return;
  }
  removeMove(movements, id, earlier);
  if (earlier.source !== destination)
    addMove(movements, id, { source: earlier.source, destination });
}

/**
 * The partition to move instead of `id` from `source` to `destination`: one of its topic that has come the other
 * way, if there is one. Kafka: getTheActualPartitionToBeMoved.
 */
export function partitionToMove(
  movements: PartitionMovements,
  id: number,
  source: number,
  destination: number,
): number {
  const origin = movements.moves.get(id)?.source ?? source;
  const reverse = movements.byPair.get(
    pairKey(movements, id, { source: destination, destination: origin }),
  );
  return (reverse && firstKey(reverse)) ?? id;
}

function addMove(movements: PartitionMovements, id: number, move: Move): void {
  const { table, moves, byPair } = movements;
  moves.set(id, move);
  const key = pairKey(movements, id, move);
  let set = byPair.get(key);
  if (set === undefined) {
    set = makeJavaHashSet<number>();
    byPair.set(key, set);
  }
  const topic = table.topics[table.topicOf[id] ?? -1]?.name ?? '';
  addKey(set, id, javaTopicPartitionHash(topic, table.partitionOf[id] ?? 0));
}

function removeMove(movements: PartitionMovements, id: number, move: Move): void {
  const { moves, byPair } = movements;
  moves.delete(id);
  const key = pairKey(movements, id, move);
  const set = byPair.get(key);
  if (set === undefined) return;
  removeKey(set, id);
  // The next one starts with a small table again, as Kafka's does.
  if (set.hashes.size === 0) byPair.delete(key);
}

function pairKey(movements: PartitionMovements, id: number, move: Move): string {
  return `${movements.table.topicOf[id]}:${move.source}>${move.destination}`;
}
