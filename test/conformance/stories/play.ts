import { AdminSteps } from './admin-steps.js';
import type { StoryClient } from './client.js';
import { ClientSteps } from './client-steps.js';
import { ClusterSteps } from './cluster-steps.js';
import { has, text } from './fields.js';
import { finalOf } from './final.js';
import { Recorder } from './recorder.js';
import { Stage } from './stage.js';
import { type Final, MalformedStory, type Step, type Story, type StoryEvent } from './story.js';
import { WaitSteps } from './wait-steps.js';

/** Between two steps of the recorder a moment passes: it tells a client what to do over a pipe. */
const STEP_MS = 1;

/** After the last step. */
const END_MS = 200;

/** A step that hangs for longer is not waited for: real ones ended. */
const STEP_LIMIT_MS = 300_000;

export interface Played {
  readonly outline: readonly StoryEvent[];
  readonly final: Final;
}

/** The clients of a story by name: the process that was started last. */
export type Cast = Map<string, StoryClient>;

/** Performs one step; returns what the recorder waits for before it goes on, null if nothing. */
export type Perform = (step: Step) => (() => boolean) | null;

/** Executes the steps of a story as they stand, on virtual time. */
export function playStory(story: Story, mode: 'fast' | 'recorded' = 'fast'): Played {
  const stage = new Stage(story, mode);
  const cast: Cast = new Map();
  const recorder = new Recorder(stage);
  stage.actors.push(recorder);
  const steps = new Map<string, Perform>([
    ...new ClusterSteps(stage, recorder).table(),
    ...new ClientSteps(stage, cast).table(),
    ...new AdminSteps(stage).table(),
    ...new WaitSteps(stage, cast, recorder).table(),
  ]);
  for (const step of story.steps) performStep(stage, steps, step);
  stage.pass(END_MS);
  return { outline: stage.history.outline(), final: finalOf(stage, recorder) };
}

function performStep(stage: Stage, steps: ReadonlyMap<string, Perform>, step: Step): void {
  const perform = steps.get(step.do);
  if (perform === undefined) throw new MalformedStory(`${step.where}: unknown step`);
  const ended = perform(step);
  const waits = !(has(step, 'await') && step.fields.await === false);
  if (ended !== null && waits && !stage.until(ended, STEP_LIMIT_MS)) {
    stage.history.add('driver', 'timeout', { step: step.n ?? text(step, 'do') });
  }
  stage.pass(STEP_MS);
}
