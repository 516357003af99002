/** What one round of a workload took. CPU time of the whole process: other processes do not count, the collector does. */
export interface Sample {
  /** How many events, requests, stories … were done. */
  readonly count: number;
  readonly cpuMs: number;
}

/** Something that is timed again and again, in turn with the others. `sample` makes what it needs untimed. */
export interface Workload {
  readonly name: string;
  sample(): Sample;
}

/** Samples of all rounds, by name of the workload. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly measured: number;
  /** How the numbers read: a ratio, bytes, ms … */
  readonly unit: string;
  /** null: only reported. */
  readonly target: number | null;
  readonly aim: number | null;
  readonly better: 'higher' | 'lower';
  /** The figure in absolute terms of this machine, or what else a reader should know. */
  readonly note: string;
}

/** A group of figures, from workloads that are timed in turn with all others, or measured on its own. */
export interface Bench {
  readonly name: string;
  readonly workloads: readonly Workload[];
  figures(samples: Samples): Figure[];
}

/** Rounds that are thrown away: the engine compiles. */
const WARM_UP = 3;

/** CPU time that `work` takes: user and system, all threads of the process. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Times `work`, which returns how much it has done. No collection is forced before it: it would make the engine throw
 * away the code it compiled for short-lived objects, and each sample would measure the compiler.
 */
export function timed(work: () => number): Sample {
  let count = 0;
  const ms = cpuMs(() => {
    count = work();
  });
  return { count, cpuMs: ms };
}

export function collectGarbage(): void {
  globalThis.gc?.();
}

/** Every workload once a round, so that a slow minute of the machine hits all of them. */
export function interleaved(workloads: readonly Workload[], rounds: number): Samples {
  const samples = new Map<string, Sample[]>(workloads.map((w) => [w.name, []]));
  for (let round = 0; round < rounds + WARM_UP; round++) {
    for (const workload of workloads) {
      const sample = workload.sample();
      if (round >= WARM_UP) samples.get(workload.name)?.push(sample);
    }
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function samplesOf(samples: Samples, name: string): readonly Sample[] {
  const found = samples.get(name);
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
}

/** How many a second of CPU time: the median of the rounds. */
export function perSecond(samples: Samples, name: string): number {
  return median(samplesOf(samples, name).map(rate));
}

/** The speed of `name` as a part of the speed of `base`: the median of what each round gives. */
export function speedRatio(samples: Samples, name: string, base: string): number {
  const bases = samplesOf(samples, base);
  return median(
    samplesOf(samples, name).map((sample, round) => rate(sample) / rate(bases[round] ?? sample)),
  );
}

function rate({ count, cpuMs: ms }: Sample): number {
  return (count * 1000) / ms;
}

/** 12,600,000 as `12.6 M`. */
export function short(n: number): string {
  if (n >= 1e6) return `${(n / 1e6).toPrecision(3)} M`;
  if (n >= 1e3) return `${(n / 1e3).toPrecision(3)} k`;
  return n.toPrecision(3);
}
