import { Worker } from 'node:worker_threads';
import type { Campaign, Outcome, Player } from '../../search/campaign.js';
import type { FromWorker, ToWorker } from './worker.js';

/** Plays runs of a campaign. */
export interface Crew {
  /** How many calls of `play` it takes at once. */
  readonly size: number;
  play(indices: readonly number[]): Promise<Played>;
  /** Ends it; what is under way is given up. */
  end(): Promise<void>;
}

export interface Played {
  readonly outcomes: readonly Outcome[];
  /** What no play before this one had seen. */
  readonly coverage: readonly string[];
}

/** Plays in this thread. */
export function localCrew(player: Player): Crew {
  return {
    size: 1,
    play: async (indices) => {
      const before = player.coverage.size;
      const outcomes = indices.map((index) => player.play(index));
      return { outcomes, coverage: [...player.coverage].slice(before) };
    },
    end: async () => undefined,
  };
}

/** Plays in `size` threads of their own. @throws what a worker throws: a bug in cohort. */
export function threadCrew(campaign: Campaign, size: number): Crew {
  const threads = Array.from({ length: size }, () => new Thread(campaign));
  return {
    size,
    play: (indices) => {
      const idle = threads.find((thread) => !thread.busy);
      if (idle === undefined) throw new Error('every thread of the crew is busy');
      return idle.play(indices);
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

class Thread {
  busy = false;
  private readonly worker: Worker;

  constructor(campaign: Campaign) {
    // The build puts it beside the part that this module ends up in.
    this.worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), {
      workerData: campaign,
    });
  }

  play(indices: readonly number[]): Promise<Played> {
    this.busy = true;
    const order: ToWorker = { indices };
    return new Promise((resolve, reject) => {
      const failed = (error: unknown): void => {
        this.busy = false;
        reject(error);
      };
      this.worker.once('error', failed);
      this.worker.once('message', (answer: FromWorker) => {
        this.worker.off('error', failed);
        this.busy = false;
        resolve(answer);
      });
      this.worker.postMessage(order);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
