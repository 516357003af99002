import type { ApplicationOrFactory } from '../api/application.js';
import { scenario } from '../scenario/build.js';
import type { PropertyName } from '../scenario/model-steps.js';
import { printFile } from '../scenario/print.js';
import { toVary } from '../search/around.js';
import { type Campaign, type FailedRun, Player } from '../search/campaign.js';
import { toldLines } from '../search/explain.js';
import { Counts } from '../search/report.js';
import { type Kept, tellFailure } from '../search/tell.js';
import { VERSION } from '../search/version.js';
import { NO_APPLICATION, type RecordApplication, runsInside } from './application.js';
import { playInside } from './inside.js';
import { asJudged, canProcess, type OwnInvariant } from './invariant.js';
import { checkFuzzOptions } from './options.js';
import { type ScenarioOptions, toGenerate } from './scenarios.js';

export interface FuzzOptions<Memory, Store> {
  /** 1 if left out: the same runs each time. */
  readonly seed?: number;
  /** 200 if left out. */
  readonly runs?: number;
  readonly scenarios?: ScenarioOptions;
  /**
   * Your own: functions over what the consumers process, or an application as `consumer()` takes it, which runs inside
   * of every simulated consumer; the invariants then look at its outside store.
   */
  readonly application?: RecordApplication<Memory, Store> | ApplicationOrFactory;
  readonly invariants?: readonly OwnInvariant<Store>[];
  /** Judged whatever is promised. Left out: what each configuration promises. */
  readonly checks?: readonly PropertyName[];
}

export interface FuzzSummary {
  readonly runs: number;
  /** How many runs violated what their configuration does not promise, by check. */
  readonly allowed: Readonly<Record<string, number>>;
}

/** What `fuzz` throws: the failure, shrunk and told. */
export class FuzzError extends Error {
  override readonly name = 'FuzzError';

  constructor(
    message: string,
    readonly failure: FailedRun,
    /** The smallest scenario that fails so, as YAML for `cohort run`. */
    readonly yaml: string,
    /** For `cohort replay`, or `replay()` if the application ran inside of the consumers. */
    readonly token: string,
  ) {
    super(message);
  }
}

/**
 * Plays many runs and judges each by the invariants and by what its configuration promises.
 * @throws FuzzError at the first failure, after shrinking it; UserError for options that say nothing.
 */
export function fuzz<Memory, Store>(options: FuzzOptions<Memory, Store> = {}): FuzzSummary {
  checkFuzzOptions(options);
  const campaign = campaignOf(options);
  const player = new Player(campaign);
  const counts = new Counts();
  for (let index = 0; index < (options.runs ?? 200); index++) {
    const outcome = player.play(index);
    counts.add(outcome);
    if (outcome.failure !== null) throw tellIt(campaign, player, outcome.failure);
  }
  return { runs: counts.runs, allowed: counts.allowedCounts() };
}

function campaignOf<Memory, Store>(options: FuzzOptions<Memory, Store>): Campaign {
  const { around } = options.scenarios ?? {};
  const application = options.application ?? without<Memory, Store>();
  const inside = runsInside(application) ? application : undefined;
  const played = runsInside(application) ? without<Memory, Store>() : application;
  return {
    seed: options.seed ?? 1,
    sources: around === undefined ? [] : [{ name: 'the scenario', file: toVary(scenario(around)) }],
    generate: toGenerate(options.scenarios ?? {}),
    judge: {
      checks: options.checks ?? null,
      invariants: [
        ...(options.application === undefined || inside !== undefined ? [] : [canProcess(played)]),
        ...(options.invariants ?? []).map((one) => asJudged(one, played)),
      ],
      ...(inside === undefined
        ? {}
        : { play: (drawn, options) => playInside(drawn, inside, options) }),
    },
  };
}

/** Without an application nobody can say what its store is. */
function without<Memory, Store>(): RecordApplication<Memory, Store> {
  return NO_APPLICATION as unknown as RecordApplication<Memory, Store>;
}

function tellIt(campaign: Campaign, player: Player, failed: FailedRun): FuzzError {
  const { told, token, file } = toTheEnd(tellFailure(campaign, player, failed, VERSION));
  const yaml = printFile(file);
  const lines = [
    `${failed.check} (run ${failed.index} of seed ${campaign.seed})`,
    ...toldLines(told, told.shrunk, replayLine(campaign, token)),
    '',
    yaml,
  ];
  return new FuzzError(lines.join('\n'), failed, yaml, token);
}

/** The command plays built-in applications; what ran inside of the consumers is in the test. */
function replayLine({ judge }: Campaign, token: string): string {
  return judge.play === undefined
    ? `cohort replay ${token}`
    : `replay('${token}').run(application)`;
}

function toTheEnd(telling: ReturnType<typeof tellFailure>): Kept {
  for (;;) {
    const next = telling.next();
    if (next.done === true) return next.value;
  }
}
