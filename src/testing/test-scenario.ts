import fc from 'fast-check';
import { printFile } from '../scenario/print.js';
import type { RunResult } from '../scenario/result.js';
import { ScenarioRun } from '../scenario/run/run.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { parsed } from '../search/around.js';
import { withChoices } from '../search/choice-list.js';
import { MAX_EVENTS } from '../search/judge.js';
import { encodeToken } from '../search/token.js';
import { VERSION } from '../search/version.js';
import { seededChoices } from '../sim/seeded-choices.js';
import { invariant } from '../util/invariant.js';
import { type Application, NO_APPLICATION } from './application.js';
import { playApplication, type RunHistory } from './history.js';

/** A scenario that was drawn: what a property gets from `scenarios()`. */
export class TestScenario {
  private result: RunResult | undefined;

  constructor(
    /** As a file would say it. */
    readonly file: ScenarioFile,
    /** What the schedule is drawn from; null: the choices of the file. */
    readonly seed: number | null,
  ) {}

  /** Plays it, and lets the application process what its consumers processed. */
  run(): RunHistory<null>;
  run<Memory, Store>(application: Application<Memory, Store>): RunHistory<Store>;
  run<M, S>(application?: Application<M, S>): RunHistory {
    if (application === undefined) return playApplication(this.played(), NO_APPLICATION);
    return playApplication(this.played(), application);
  }

  /** With the choices of its run, so that it needs no seed. */
  recorded(): TestScenario {
    if (this.seed === null) return this;
    return new TestScenario(this.drawn(), null);
  }

  /** The scenario with the choices that its run drew, and no others. */
  drawn(): ScenarioFile {
    return withChoices(this.file, this.played().choices);
  }

  /** For `cohort replay`. */
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

  private played(): RunResult {
    if (this.result !== undefined) return this.result;
    const scenario = parsed(this.file);
    invariant(scenario !== undefined, 'a generated scenario is one', { file: this.file });
    const choices = this.seed === null ? {} : { choices: seededChoices(this.seed) };
    const options = { ...choices, keepMessages: false, maxEvents: MAX_EVENTS };
    this.result = new ScenarioRun(scenario, options).finish();
    return this.result;
  }
}
