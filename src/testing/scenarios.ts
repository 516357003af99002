import fc from 'fast-check';
import { scenario } from '../scenario/build.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { arbitraryVariation, toVary, vary } from '../search/around.js';
import { withChoices } from '../search/choice-list.js';
import { arbitraryStory, type GenerateOptions, storyFile } from '../search/generate.js';
import { proposals } from '../search/shrink.js';
import { TestScenario } from './test-scenario.js';

export interface ScenarioOptions extends GenerateOptions {
  /** Search around this scenario, under other latencies and faults, instead of generating whole ones. */
  readonly around?: ScenarioFile;
}

/**
 * An arbitrary of fast-check: scenarios with topology, load, applications, faults and schedule. It shrinks to fewer
 * steps, then to fewer and lower choices, then to smaller times and counts; its seed and path repeat a failure.
 * @throws UserError if `around` is no scenario.
 */
export function scenarios(options: ScenarioOptions = {}): fc.Arbitrary<TestScenario> {
  return new ScenarioArbitrary(filesOf(options));
}

/** The files that are drawn. */
export function filesOf(options: ScenarioOptions): fc.Arbitrary<ScenarioFile> {
  if (options.around === undefined) return arbitraryStory(options).map(storyFile);
  const file = toVary(scenario(options.around));
  return arbitraryVariation().map((variation) => vary(file, variation));
}

const MAX_SEED = 0x7fff_ffff;

class ScenarioArbitrary extends fc.Arbitrary<TestScenario> {
  constructor(private readonly files: fc.Arbitrary<ScenarioFile>) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<TestScenario> {
    const { value } = this.files.generate(random, bias);
    return new fc.Value(new TestScenario(value, random.nextInt(0, MAX_SEED)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is TestScenario {
    return value instanceof TestScenario;
  }

  override shrink(value: TestScenario): fc.Stream<fc.Value<TestScenario>> {
    return fc.stream(smaller(value)).map((one) => new fc.Value(one, undefined));
  }
}

/** First without any choices; then with those of its run by name, each of which can shrink. */
function* smaller(value: TestScenario): IterableIterator<TestScenario> {
  if (value.seed !== null) {
    yield new TestScenario(withChoices(value.file, []), null);
    yield value.recorded();
    return;
  }
  for (const file of proposals(value.file)) yield new TestScenario(file, null);
}
