import { Counts, type Shard } from '../../search/report.js';
import { errLines, type Io } from '../io.js';
import type { Crew } from './crew.js';

/** How far a search goes. */
export interface Extent {
  readonly shard: Shard;
  /** Runs of the whole campaign, all shards together; null: until the budget is used up. */
  readonly runs: number | null;
  /** Real ms; null: no end. */
  readonly budgetMs: number | null;
}

export interface Searched {
  readonly counts: Counts;
  readonly coverage: ReadonlySet<string>;
  readonly interrupted: boolean;
}

/** Runs that are given away at once: few enough for Ctrl-C, enough that threads seldom wait. */
const CHUNK = 16;

/** Plays the runs of a shard, and tells standard error how it goes. */
export async function search(crew: Crew, extent: Extent, io: Io): Promise<Searched> {
  const orders = chunks(extent);
  const counts = new Counts();
  const coverage = new Set<string>();
  const progress = new Progress(io, counts, coverage);
  const startedAt = performance.now();
  let interrupted = false;
  const isOver = () =>
    interrupted || (extent.budgetMs !== null && performance.now() - startedAt >= extent.budgetMs);
  const hand = async (): Promise<void> => {
    for (;;) {
      if (isOver()) return;
      const next = orders.next();
      if (next.done === true) return;
      const played = await crew.play(next.value);
      for (const outcome of played.outcomes) counts.add(outcome);
      for (const pair of played.coverage) coverage.add(pair);
      progress.tick();
      if (await io.interrupted()) interrupted = true;
    }
  };
  await Promise.all(Array.from({ length: crew.size }, hand));
  progress.end();
  return { counts, coverage, interrupted };
}

/** The numbers of the runs of a shard, some at a time. */
export function* chunks({ shard, runs }: Extent): Generator<number[], void> {
  let chunk: number[] = [];
  for (let index = shard.index - 1; runs === null || index < runs; index += shard.of) {
    chunk.push(index);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** A line on standard error now and then. */
class Progress {
  private readonly startedAt = performance.now();
  private nextAt = this.startedAt + 2_000;
  private told = false;

  constructor(
    private readonly io: Io,
    private readonly counts: Counts,
    private readonly coverage: ReadonlySet<string>,
  ) {}

  tick(): void {
    const now = performance.now();
    if (now < this.nextAt) return;
    this.nextAt = now + 5_000;
    this.told = true;
    errLines(this.io, [this.line(now)]);
  }

  /** A search that was told about is told to its end. */
  end(): void {
    if (this.told) errLines(this.io, [this.line(performance.now())]);
  }

  private line(now: number): string {
    const { runs, failures } = this.counts;
    const perSecond = Math.round((runs * 1000) / Math.max(now - this.startedAt, 1));
    return `${runs} runs, ${perSecond}/s, ${this.coverage.size} states × events, ${failures.length} failures`;
  }
}
