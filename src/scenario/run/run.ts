import type { ProgramFactory } from '../../app/program.js';
import type { Ending } from '../../check/ending.js';
import { adminIsIdle } from '../../client/admin/admin.js';
import { producerIsDone } from '../../client/producer/state.js';
import type { Envelope } from '../../protocol/messages.js';
import { boot } from '../../sim/boot.js';
import {
  type Choices,
  DULL,
  type RecordedChoice,
  recordedChoices,
  recordingChoices,
} from '../../sim/choices.js';
import { type Driver, runUntil } from '../../sim/driver.js';
import { Programs } from '../../sim/programs.js';
import { FastDriver } from '../../sim/run-fast.js';
import { makeTrace, type Trace } from '../../sim/trace.js';
import {
  controllerNode,
  makeWorld,
  operatorNode,
  producerNamed,
  type World,
} from '../../sim/world.js';
import type { Scenario } from '../model.js';
import type { Condition } from '../model-conditions.js';
import type { ChaosAction } from '../model-faults.js';
import type { Action, JudgeAction, Step } from '../model-steps.js';
import type { ExpectationResult, RunResult, UnfiredStep } from '../result.js';
import { formatDuration } from '../units.js';
import { asksController, perform, startsClosing, type WorldAction } from './actions.js';
import { Chaos } from './chaos.js';
import { Waiting } from './conditions.js';
import { endingOf } from './ending.js';
import { lookAt } from './expect.js';
import { holdBack, letGo } from './hold.js';
import { idleParts } from './idle.js';
import { judgeRun } from './judge.js';
import { Observed } from './observed.js';
import { Pace } from './pace.js';
import { onlyHeartbeatsLeft, quietAt } from './quiet.js';
import { STEP_PRODUCER, worldSpec } from './world-spec.js';

export interface RunOptions {
  /** Where nondeterministic outcomes come from; those of the scenario by default, all 0 if it names none. */
  readonly choices?: Choices;
  /** The seed behind `choices`, to be told in the result. */
  readonly seed?: number | null;
  /** Makes the driver: the fast one by default. */
  readonly makeDriver?: (
    world: World,
    choices: Choices,
    trace: Trace,
    programs: Programs | null,
  ) => Driver;
  /** Applications of users, by the consumer that they replace the built-in one of. */
  readonly programs?: ReadonlyMap<string, ProgramFactory>;
  /** The run ends here at the latest, instead of at the scenario's own limit: virtual ms. */
  readonly untilMs?: number;
  /** Whether the trace keeps every message; true by default, and always if a step waits for a point of the protocol. */
  readonly keepMessages?: boolean;
  /** A run that takes more events than this ends as if at its limit. */
  readonly maxEvents?: number;
}

const MAX_EVENTS = 20_000_000;

/** Plays a scenario to its end and judges it. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): RunResult {
  return new ScenarioRun(scenario, options).finish();
}

/** A `produce` step whose records are not acknowledged by then goes on without. */
const PRODUCE_TIMEOUT_MS = 10_000;

/** default.api.timeout.ms of Kafka's admin client. */
const ADMIN_TIMEOUT_MS = 60_000;

/** After the last step the whole world is looked at no more often than this. */
const LOOK_EVERY_MS = 100;

/** Work that pauses whenever a slice is full. */
type Slices<T> = Generator<undefined, T>;

/** A run that its caller may leave off: a signal is only heard between two slices. */
export class ScenarioRun {
  private readonly choices: RecordedChoice[] = [];
  private readonly driver: Driver;
  private readonly observed: Observed;
  private readonly limitMs: number;
  private readonly pace: Pace;
  private readonly expectations: ExpectationResult[] = [];
  private readonly unfired: UnfiredStep[] = [];
  /** Faults of the network that must strike something before the end. */
  private readonly faults: { id: number; step: Step; action: WorldAction }[] = [];
  /** When to look next whether the run is over. */
  private nextLookAt = 0;
  /** Under the scenario's own choices: what it expects of an instant was written for these. */
  private readonly dull: boolean;
  private readonly playing = this.play();
  private stepsDone = 0;
  /** The limit came before a step: those after it are not for that instant. */
  private cameToLimit = false;

  constructor(
    private readonly scenario: Scenario,
    private readonly options: RunOptions,
  ) {
    const choices = recordingChoices(choicesFor(scenario, options), this.choices);
    this.dull = choices.dull || options.choices === undefined;
    const trace = makeTrace((options.keepMessages ?? true) || waitsForPoint(scenario));
    const world = makeWorld(worldSpec(scenario));
    const make = options.makeDriver ?? ((w, c, t, p) => new FastDriver(w, c, t, p));
    const programs = options.programs === undefined ? null : new Programs(options.programs);
    this.driver = make(world, choices, trace, programs);
    this.observed = new Observed([...scenario.consumers.values()]);
    this.limitMs = Math.min(scenario.limitMs, options.untilMs ?? Number.POSITIVE_INFINITY);
    this.pace = new Pace(this.driver, options.maxEvents ?? MAX_EVENTS);
  }

  finish(): RunResult {
    for (;;) {
      const result = this.slice();
      if (result !== undefined) return result;
    }
  }

  /** Plays on for a slice; the result, once it is over. */
  slice(): RunResult | undefined {
    return this.playing.next().value;
  }

  /** Where it stands. */
  soFar(): { readonly world: World } {
    return this.driver;
  }

  /** What it has come to so far, as if its limit had come. It cannot go on after that. */
  breakOff(): RunResult {
    this.observed.update(this.driver.trace);
    this.noteUnreached('interrupted');
    return this.result(endingOf(this.driver.world, 'limit', this.observed));
  }

  private *play(): Slices<RunResult> {
    this.driver.apply(boot);
    for (const step of this.scenario.steps) {
      const held = yield* this.waitFor(step);
      if (this.cameToLimit) break;
      if (held !== 'not fired') yield* this.act(step, held);
      this.stepsDone += 1;
    }
    if (this.cameToLimit && this.unfired.length === 0) this.noteUnreached('not reached');
    const how = yield* this.runOut();
    const ending = endingOf(this.driver.world, this.cameToLimit ? 'limit' : how, this.observed);
    return this.result(ending);
  }

  /** Of the steps that were not done, one is enough to tell. */
  private noteUnreached(what: string): void {
    const step = this.scenario.steps.slice(this.stepsDone).find((s) => !s.optional);
    if (step !== undefined) this.notFired(step, what, this.driver.world.now);
  }

  /** Lets the world run until the step's trigger fires. Returns messages that must wait while the step acts. */
  private *waitFor(step: Step): Slices<readonly Envelope[] | 'not fired'> {
    const { trigger } = step;
    const { world } = this.driver;
    switch (trigger.kind) {
      case 'now':
        return [];
      case 'at':
        return yield* this.runTo(step, trigger.atMs, `at: ${formatDuration(trigger.atMs)}`);
      case 'after':
        return yield* this.runTo(
          step,
          world.now + trigger.afterMs,
          `after: ${formatDuration(trigger.afterMs)}`,
        );
      case 'when': {
        const waiting = new Waiting(trigger.condition, this.driver, this.observed);
        const until = Math.min(
          world.now + (trigger.withinMs ?? Number.POSITIVE_INFINITY),
          this.limitMs,
        );
        while (!waiting.holds()) {
          if (!this.pace.stepUntil(until)) {
            return this.waitedInVain(step, `when: ${trigger.text}`, until);
          }
          if (this.pace.sliceIsFull()) yield;
        }
        return holdBack(
          this.driver,
          waiting.held().filter((e) => e !== null),
        );
      }
    }
  }

  private *runTo(step: Step, at: number, what: string): Slices<readonly Envelope[] | 'not fired'> {
    while (this.pace.stepUntil(Math.min(at, this.limitMs))) {
      if (this.pace.sliceIsFull()) yield;
    }
    if (at > this.limitMs) {
      return this.waitedInVain(step, what, this.limitMs);
    }
    runUntil(this.driver, Math.max(at, this.driver.world.now));
    return [];
  }

  /** The wait has taken its whole time: the run is at its end then, and so is the clock that the ending shows. */
  private waitedInVain(step: Step, what: string, until: number): 'not fired' {
    const exhausted = this.pace.isExhausted();
    if (!exhausted) runUntil(this.driver, until);
    this.notFired(step, what, this.driver.world.now);
    this.cameToLimit = until === this.limitMs || exhausted;
    return 'not fired';
  }

  private notFired(step: Step, what: string, at: number): void {
    if (step.optional) return;
    const seconds = (at / 1_000).toFixed(3);
    this.unfired.push({
      step,
      position: step.position,
      what: `${what}: did not come until ${seconds} s`,
    });
  }

  private *act(step: Step, held: readonly Envelope[]): Slices<void> {
    for (const action of step.actions) {
      if (isJudgement(action)) {
        // Tables and facts of an instant hold under the dull choices: another schedule has other instants.
        if (action.kind === 'expect' && this.dull) {
          this.observed.update(this.driver.trace);
          this.expectations.push(lookAt(this.driver, action, this.scenario));
        }
        continue;
      }
      if (action.kind === 'chaos') {
        yield* this.chaos(step, action);
        continue;
      }
      yield* this.awaitClosing(action);
      yield* this.awaitController(step, action);
      this.noteIdle(step, action);
      this.driver.apply((world, out) => {
        const { scheduled, faults } = perform(world, action, out);
        this.pace.scheduled.push(...scheduled);
        if (!step.optional) this.faults.push(...faults.map((id) => ({ id, step, action })));
      });
      yield* this.awaitOperator();
      if (action.kind === 'produce') yield* this.awaitProduced();
    }
    letGo(this.driver, held);
  }

  /** Random faults until their time is over; then everything is whole again. */
  private *chaos(step: Step, action: ChaosAction): Slices<void> {
    const chaos = new Chaos(action, this.driver, this.pace);
    const until = Math.min(chaos.endsAt, this.limitMs);
    while (!chaos.isOver()) {
      while (this.pace.stepUntil(Math.min(chaos.nextAt, until))) {
        if (this.pace.sliceIsFull()) yield;
      }
      if (this.pace.isExhausted()) break;
      runUntil(this.driver, Math.max(Math.min(chaos.nextAt, until), this.driver.world.now));
      if (this.driver.world.now >= until) break;
      chaos.strike();
    }
    chaos.end();
    if (chaos.struck > 0 || step.optional) return;
    const what = 'chaos: the choices of this run drew no fault; --seed 1 draws others';
    this.unfired.push({ step, position: step.position, what });
  }

  /** A fault that strikes nobody is told like a step that never had its turn. */
  private noteIdle(step: Step, action: WorldAction): void {
    if (step.optional) return;
    for (const what of idleParts(this.driver.world, action)) {
      this.unfired.push({ step, position: step.position, what });
    }
  }

  /** A consumer that is closing is started again when it has ended, as a supervisor would. */
  private *awaitClosing(action: WorldAction): Slices<void> {
    while (startsClosing(this.driver.world, action)) {
      if (!this.pace.stepUntil(this.limitMs)) return;
      if (this.pace.sliceIsFull()) yield;
    }
  }

  /** An operator's tool asks the controller again until its default.api.timeout.ms is over. */
  private *awaitController(step: Step, action: WorldAction): Slices<void> {
    if (!asksController(action)) return;
    const controller = controllerNode(this.driver.world);
    const until = Math.min(this.driver.world.now + ADMIN_TIMEOUT_MS, this.limitMs);
    while (controllerNode(this.driver.world).status !== 'running') {
      if (!this.pace.stepUntil(until)) {
        this.notFired(step, `${action.kind}: no answer from the ${controller.name}`, until);
        return;
      }
      if (this.pace.sliceIsFull()) yield;
    }
  }

  /** A `produce` step ends when its records are acknowledged, as at a console producer; but not for ever. */
  private *awaitProduced(): Slices<void> {
    const until = Math.min(this.driver.world.now + PRODUCE_TIMEOUT_MS, this.limitMs);
    for (;;) {
      const producer = producerNamed(this.driver.world, STEP_PRODUCER)?.process;
      if (producer == null || producerIsDone(producer) || !this.pace.stepUntil(until)) return;
      if (this.pace.sliceIsFull()) yield;
    }
  }

  /** An operator's tool is waited for, as at a terminal. */
  private *awaitOperator(): Slices<void> {
    while (!adminIsIdle(operatorNode(this.driver.world).state)) {
      if (!this.pace.stepUntil(this.limitMs)) return;
      if (this.pace.sliceIsFull()) yield;
    }
  }

  /** After the last step: until nothing is left to happen but heartbeats, or the limit comes. */
  private *runOut(): Slices<Ending['how']> {
    for (;;) {
      if (this.pace.sliceIsFull()) yield;
      this.observed.update(this.driver.trace);
      const { world } = this.driver;
      if (this.pace.isExhausted()) return 'limit';
      if (this.pace.scheduled.length === 0 && world.now >= this.nextLookAt) {
        if (onlyHeartbeatsLeft(world)) return 'quiet';
        this.nextLookAt = world.now + LOOK_EVERY_MS;
      }
      const quiet = quietAt(world, this.observed.lastNewsAt);
      if (this.pace.scheduled.length === 0 && world.now >= quiet) return 'quiet';
      const until = Math.min(
        this.limitMs,
        this.pace.scheduled.length > 0 ? this.limitMs : Math.min(quiet, this.nextLookAt),
      );
      if (this.pace.stepUntil(until)) continue;
      runUntil(this.driver, Math.max(world.now, Math.min(until, this.limitMs)));
      if (this.driver.world.now >= this.limitMs) return 'limit';
    }
  }

  /** A fault that never met a message shows nothing. One of several directions is enough. */
  private noteIdleFaults(): void {
    const { struck } = this.driver.world.network;
    for (const action of new Set(this.faults.map((f) => f.action))) {
      const own = this.faults.filter((f) => f.action === action);
      const [first] = own;
      if (first === undefined || own.some(({ id }) => struck.has(id))) continue;
      const { step } = first;
      const what = `${action.kind}: no message met this fault`;
      this.unfired.push({ step, position: step.position, what });
    }
  }

  private result(ending: Ending): RunResult {
    const { trace, world } = this.driver;
    this.noteIdleFaults();
    return judgeRun({
      scenario: this.scenario,
      seed: this.options.seed ?? null,
      choices: this.choices,
      trace,
      world,
      ending,
      lastNewsAt: this.observed.lastNewsAt,
      expectations: this.expectations,
      unfired: this.unfired,
    });
  }
}

function choicesFor(scenario: Scenario, { choices }: RunOptions): Choices {
  if (choices !== undefined) return choices;
  return scenario.choices.length === 0 ? DULL : recordedChoices(scenario.choices);
}

/** Points of the protocol are found in the messages. */
function waitsForPoint(scenario: Scenario): boolean {
  const has = (c: Condition): boolean =>
    c.kind === 'point' || (c.kind === 'and' && c.all.some(has));
  return scenario.steps.some((s) => s.trigger.kind === 'when' && has(s.trigger.condition));
}

function isJudgement(action: Action): action is JudgeAction {
  return action.kind === 'expect' || action.kind === 'must-happen' || action.kind === 'check';
}
