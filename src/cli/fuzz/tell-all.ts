import type { Campaign, FailedRun, Player } from '../../search/campaign.js';
import { firstOfKinds } from '../../search/report.js';
import { type Kept, tellFailure } from '../../search/tell.js';
import { VERSION } from '../../search/version.js';
import type { Io } from '../io.js';

/** What was told of failures, by the number of the run. */
export interface ToldAll {
  readonly kept: ReadonlyMap<number, Kept>;
  /** The rest is untold. */
  readonly interrupted: boolean;
}

export const NONE_TOLD: ToldAll = { kept: new Map(), interrupted: true };

/** Runs between two looks at whether the user asked to stop. */
const LOOK_EVERY = 16;

/**
 * Shrinks and tells the first failure of each kind, by its run. With a budget (real ms) that takes about as long again at
 * most, shared evenly: a failure whose share is used up is told as small as it is by then. Ctrl-C leaves the rest untold.
 */
export async function tellAll(
  campaign: Campaign,
  player: Player,
  failed: readonly FailedRun[],
  budgetMs: number | undefined,
  io: Io,
): Promise<ToldAll> {
  const kept = new Map<number, Kept>();
  const first = firstOfKinds(failed);
  const endsAt = performance.now() + (budgetMs ?? Number.POSITIVE_INFINITY);
  for (const [i, one] of first.entries()) {
    const now = performance.now();
    const until = now + (endsAt - now) / (first.length - i);
    const telling = tellFailure(campaign, player, one, VERSION);
    let runs = 0;
    let next = telling.next();
    while (next.done !== true) {
      runs += 1;
      if (runs % LOOK_EVERY === 0 && (await io.interrupted())) return { kept, interrupted: true };
      next = telling.next(performance.now() >= until);
    }
    kept.set(one.index, next.value);
  }
  return { kept, interrupted: false };
}
