import fc from 'fast-check';
import type { ApplicationOrFactory } from '../api/application.js';
import { OutsideStore } from '../api/store.js';
import type { Scenario } from '../scenario/model.js';
import { printFile } from '../scenario/print.js';
import type { RunResult } from '../scenario/result.js';
import { runScenario } from '../scenario/run/run.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { parsed } from '../search/around.js';
import { withChoices } from '../search/choice-list.js';
import { playOptions } from '../search/judge.js';
import { decodeToken, encodeToken } from '../search/token.js';
import { VERSION } from '../search/version.js';
import { seededChoices } from '../sim/seeded-choices.js';
import { invariant } from '../util/invariant.js';
import { NO_APPLICATION, type RecordApplication, runsInside } from './application.js';
import { historyWith, playApplication, type RunHistory } from './history.js';
import { playInside, storeOf } from './inside.js';

/** A scenario that was drawn: what a property gets from `scenarios()`. */
export class TestScenario {
  /** The run that was asked for last, and what ran inside of its consumers; null: the built-in application. */
  private last: {
    readonly inside: ApplicationOrFactory | null;
    readonly result: RunResult;
  } | null = null;

  constructor(
    /** As a file would say it. */
    readonly file: ScenarioFile,
    /** What the schedule is drawn from; null: the choices of the file. */
    readonly seed: number | null,
  ) {}

  /** Plays it, and lets the application process what its consumers processed. */
  run(): RunHistory<null>;
  run<Memory, Store>(application: RecordApplication<Memory, Store>): RunHistory<Store>;
  /**
   * Plays it with an application as `consumer()` takes it inside of every consumer.
   * @throws UserError for an application that cannot be run so; what a test asserts inside of it comes out as it is
   */
  run(application: ApplicationOrFactory): RunHistory<OutsideStore>;
  run<M, S>(application: RecordApplication<M, S> | ApplicationOrFactory = none<M, S>()) {
    if (!runsInside(application)) return playApplication(this.played(null), application);
    const result = this.played(application);
    return historyWith(result, storeOf(result) ?? new OutsideStore());
  }

  /** With the choices of its run, so that it needs no seed. */
  recorded(): TestScenario {
    if (this.seed === null) return this;
    return new TestScenario(this.drawn(), null);
  }

  /** The scenario with the choices that its run drew, and no others. */
  drawn(): ScenarioFile {
    return withChoices(this.file, this.played(this.last?.inside ?? null).choices);
  }

  /** For `cohort replay`, and for `replay()`, which plays it with an application of one's own. */
  get token(): string {
    return encodeToken(this.recorded().file, VERSION);
  }

  /** YAML that `cohort run` plays. fast-check prints counterexamples with it. */
  toString(): string {
    return `\n${printFile(this.recorded().file)}# cohort replay ${this.token}\n`;
  }

  [fc.toStringMethod](): string {
    return this.toString();
  }

  private played(inside: ApplicationOrFactory | null): RunResult {
    if (this.last?.inside === inside) return this.last.result;
    const options = playOptions(this.seed === null ? undefined : seededChoices(this.seed));
    const scenario = this.scenario();
    const result =
      inside === null ? runScenario(scenario, options) : playInside(scenario, inside, options);
    this.last = { inside, result };
    return result;
  }

  private scenario(): Scenario {
    const scenario = parsed(this.file);
    invariant(scenario !== undefined, 'a generated scenario is one', { file: this.file });
    return scenario;
  }
}

/** The scenario of a failure again, by its token. @throws UserError if that is damaged or of another version */
export function replay(token: string): TestScenario {
  return new TestScenario(decodeToken(token, VERSION), null);
}

function none<Memory, Store>(): RecordApplication<Memory, Store> {
  return NO_APPLICATION as unknown as RecordApplication<Memory, Store>; // of run() without one
}
