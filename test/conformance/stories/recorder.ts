import { producerIsDone } from '../../../src/client/producer/state.js';
import { produceRecords } from '../../../src/client/producer/step.js';
import type { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { start } from '../../../src/sim/faults.js';
import { partitionsOf } from '../../../src/sim/observe.js';
import { rearm } from '../../../src/sim/wakeups.js';
import { producerNamed } from '../../../src/sim/world.js';
import type { Actor, Stage } from './stage.js';
import { PRODUCER } from './world.js';

interface Background {
  readonly topic: string;
  readonly everyMs: number;
  readonly end: number;
  /** Partitions of this round that still get their record. */
  left: TopicPartition[];
  resting: boolean;
}

/** The recorder's own producer: a record's value is its number in its partition. */
export class Recorder implements Actor {
  /** By partition, of `produce` steps too, since the topic was last created. */
  readonly produced = new Map<string, number>();
  private background: Background | null = null;

  constructor(private readonly stage: Stage) {}

  /** All is acknowledged. */
  get done(): boolean {
    const process = producerNamed(this.stage.world, PRODUCER)?.process;
    return process == null || producerIsDone(process);
  }

  get inBackground(): boolean {
    return this.background !== null;
  }

  produce(tp: TopicPartition, count: number): void {
    const from = this.produced.get(tp.key) ?? 0;
    this.produced.set(tp.key, from + count);
    const records = Array.from({ length: count }, (_, i) => ({
      key: null,
      value: String(from + i),
      partition: tp.partition,
    }));
    this.stage.apply((world, out) => {
      const node = producerNamed(world, PRODUCER);
      if (node === undefined) return;
      start(world, node, out);
      if (node.process === null) return;
      out.node = node;
      produceRecords(node.process, tp.topic, records, world.now, out);
      rearm(world, node);
    });
  }

  /** Values start at 0 again. */
  topicCreated(topic: string): void {
    for (const key of [...this.produced.keys()]) {
      if (key.slice(0, key.lastIndexOf('-')) === topic) this.produced.delete(key);
    }
  }

  startBackground(topic: string, everyMs: number, forMs: number): void {
    const end = this.stage.now + forMs;
    this.background = { topic, everyMs, end, left: [], resting: false };
    this.nextRound(this.background);
  }

  react(): boolean {
    const b = this.background;
    if (b === null || b.resting || !this.done) return false;
    const next = b.left.shift();
    if (next !== undefined) this.produce(next, 1);
    else if (this.stage.now >= b.end) this.background = null;
    else {
      b.resting = true;
      this.stage.after(b.everyMs, () => this.nextRound(b));
    }
    return true;
  }

  private nextRound(b: Background): void {
    b.resting = false;
    b.left = this.stage.now >= b.end ? [] : partitionsOf(this.stage.world, b.topic);
  }
}
