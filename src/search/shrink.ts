import type { ScenarioFile } from '../scenario/schema.js';
import { isValid } from './around.js';
import { type ChoiceAt, choiceList, withChoices } from './choice-list.js';
import type { GenerateOptions } from './generate.js';
import { numbersIn } from './numbers.js';
import { withoutParts } from './parts.js';

/**
 * Proposes smaller scenarios, and is told of each whether it still fails: by the failing scenario itself, perhaps
 * with choices left out that it never drew, or by null. Every proposal is a valid scenario. Steps go first, then
 * those who take part, then choices towards 0, then times and counts; again, until nothing helps. Returns the last
 * one that failed.
 */
export type Shrinking = Generator<ScenarioFile, ScenarioFile, ScenarioFile | null>;

/** What somebody asked for, and shrinking must not leave. Which keys it never takes away, `parts.ts` says. */
export type Domain = Pick<GenerateOptions, 'brokers'>;

export function* shrinking(file: ScenarioFile, { brokers }: Domain = {}): Shrinking {
  const running = shrinkingAtAll(file);
  let next = running.next(null);
  while (next.done !== true) {
    const asked = brokers === undefined || brokers.includes(next.value.cluster?.brokers ?? 1);
    next = running.next(asked ? yield next.value : null);
  }
  return next.value;
}

function* shrinkingAtAll(file: ScenarioFile): Shrinking {
  let current = file;
  for (;;) {
    const before = current;
    current = yield* fewerSteps(current);
    current = yield* fewerParts(current);
    current = yield* fewerChoices(current);
    current = yield* lowerChoices(current);
    current = yield* smallerNumbers(current);
    if (current === before) return current;
  }
}

/** All proposals from a scenario on, if none of them fails. */
export function* proposals(file: ScenarioFile): Generator<ScenarioFile, void> {
  const running = shrinking(file);
  for (let next = running.next(null); next.done !== true; next = running.next(null)) {
    yield next.value;
  }
}

function* propose(
  candidate: ScenarioFile,
): Generator<ScenarioFile, ScenarioFile | null, ScenarioFile | null> {
  return isValid(candidate) ? yield candidate : null;
}

/** Leaves out half of the list, then quarters, … then one at a time. */
function* fewer<T>(
  file: ScenarioFile,
  listOf: (file: ScenarioFile) => readonly T[],
  withList: (file: ScenarioFile, list: readonly T[]) => ScenarioFile,
): Shrinking {
  let current = file;
  let size = listOf(current).length;
  while (size >= 1) {
    let at = 0;
    while (at < listOf(current).length) {
      const list = listOf(current);
      const rest = [...list.slice(0, at), ...list.slice(at + size)];
      const failing = yield* propose(withList(current, rest));
      if (failing === null) at += size;
      else current = failing;
    }
    size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return current;
}

function fewerSteps(file: ScenarioFile): Shrinking {
  return fewer(
    file,
    ({ steps }) => steps,
    (of, steps) => ({ ...of, steps: [...steps] }),
  );
}

function fewerChoices(file: ScenarioFile): Shrinking {
  return fewer(file, choiceList, withChoices);
}

/** Consumers, producers, topics with all that names them, then what they say of themselves. */
function* fewerParts(file: ScenarioFile): Shrinking {
  let current = file;
  for (;;) {
    const before = current;
    for (const candidate of withoutParts(current)) {
      const failing = yield* propose(candidate);
      if (failing === null) continue;
      current = failing;
      break;
    }
    if (current === before) return current;
  }
}

function* lowerChoices(file: ScenarioFile): Shrinking {
  let current = file;
  for (const { label, occurrence } of choiceList(file)) {
    const outcome = outcomeOf(current, label, occurrence);
    if (outcome === 0) continue;
    current = yield* bisect(current, outcome, 0, (of, n) =>
      withChoices(
        of,
        choiceList(of).map((c) =>
          c.label === label && c.occurrence === occurrence ? { ...c, outcome: n } : c,
        ),
      ),
    );
  }
  return current;
}

function outcomeOf(file: ScenarioFile, label: string, occurrence: number): number {
  const has = (c: ChoiceAt) => c.label === label && c.occurrence === occurrence;
  return choiceList(file).find(has)?.outcome ?? 0;
}

function* smallerNumbers(file: ScenarioFile): Shrinking {
  let current = file;
  const { length } = numbersIn(file);
  for (let i = 0; i < length; i++) {
    // What was proposed has changed nothing but numbers: the places are the same.
    const number = numbersIn(current)[i];
    if (number === undefined || number.value <= number.least) continue;
    const { put, value, least } = number;
    const failing = yield* propose(put(current, least));
    if (failing !== null) current = failing;
    else current = yield* bisect(current, value, least, put);
  }
  return current;
}

/** Between `passes`, which does not fail, and `fails`: the least that fails, if failing is monotone. */
function* bisect(
  file: ScenarioFile,
  fails: number,
  passes: number,
  put: (file: ScenarioFile, n: number) => ScenarioFile,
): Shrinking {
  let current = file;
  let [high, low] = [fails, passes];
  while (high - low > 1) {
    const middle = Math.floor((high + low) / 2);
    const failing = yield* propose(put(current, middle));
    if (failing === null) low = middle;
    else {
      current = failing;
      high = middle;
    }
  }
  return current;
}
