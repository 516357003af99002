import fc from 'fast-check';
import { scenario } from '../scenario/build.js';
import type { ScenarioFile } from '../scenario/schema.js';
import { arbitraryVariation, toVary, vary } from '../search/around.js';
import { withChoices } from '../search/choice-list.js';
import { arbitraryStory, type GenerateOptions, storyFile } from '../search/generate.js';
import { type Domain, type Shrinking, shrinking } from '../search/shrink.js';
import { checkScenarioOptions } from './options.js';
import { TestScenario } from './test-scenario.js';

export interface ScenarioOptions extends Omit<GenerateOptions, 'failures'> {
  /**
   * Whether applications fail on a record; never if left out, since some of what they may do then (`then: continue`)
   * loses the record under every commit strategy. `sometimes`: in one run of eight, as `cohort fuzz` draws them.
   */
  readonly failures?: boolean | 'sometimes';
  /**
   * Search around this scenario, under other latencies and added `faults` (`maxFaults`: 3 if left out), instead of
   * generating whole ones. The other options say nothing then.
   */
  readonly around?: ScenarioFile;
}

/**
 * An arbitrary of fast-check: scenarios with topology, load, applications, faults and schedule. It shrinks to fewer
 * steps, then to fewer and lower choices, then to smaller times and counts; its seed and path repeat a failure.
 * @throws UserError for options that say nothing, and if `around` is no scenario.
 */
export function scenarios(options: ScenarioOptions = {}): fc.Arbitrary<TestScenario> {
  checkScenarioOptions(options);
  const domain = options.around === undefined ? options : {};
  return new ScenarioArbitrary(filesOf(options), domain);
}

/** As the search draws scenarios for these options. */
export function toGenerate(options: ScenarioOptions): GenerateOptions {
  const { around: _, failures = false, ...others } = options;
  return failures === 'sometimes' ? others : { ...others, failures };
}

/** The files that are drawn. */
export function filesOf(options: ScenarioOptions): fc.Arbitrary<ScenarioFile> {
  if (options.around === undefined) return arbitraryStory(toGenerate(options)).map(storyFile);
  const file = toVary(scenario(options.around));
  return arbitraryVariation(toGenerate(options)).map((variation) => vary(file, variation));
}

const MAX_SEED = 0x7fff_ffff;

class ScenarioArbitrary extends fc.Arbitrary<TestScenario> {
  constructor(
    private readonly files: fc.Arbitrary<ScenarioFile>,
    private readonly domain: Domain,
  ) {
    super();
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<TestScenario> {
    const { value } = this.files.generate(random, bias);
    return new fc.Value(new TestScenario(value, random.nextInt(0, MAX_SEED)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is TestScenario {
    return value instanceof TestScenario;
  }

  override shrink(value: TestScenario, context?: unknown): fc.Stream<fc.Value<TestScenario>> {
    return fc.stream(smaller(value, context, this.domain));
  }
}

/** What fast-check keeps beside a proposal: the shrinking that proposed it, and as which. */
class Proposal {
  constructor(
    readonly walk: Walk,
    readonly number: number,
  ) {}
}

interface Walk {
  readonly running: Shrinking;
  proposed: number;
}

/** First without any choices; then with those of its run by name, each of which can shrink. */
function* smaller(
  value: TestScenario,
  context: unknown,
  domain: Domain,
): IterableIterator<fc.Value<TestScenario>> {
  if (value.seed !== null) {
    yield new fc.Value(new TestScenario(withChoices(value.file, []), null), undefined);
    yield new fc.Value(value.recorded(), undefined);
    return;
  }
  // The last proposal of a shrinking failed: it goes on from there, instead of beginning anew.
  const goesOn = context instanceof Proposal && context.walk.proposed === context.number;
  const walk = goesOn ? context.walk : { running: shrinking(value.drawn(), domain), proposed: 0 };
  let next = walk.running.next(goesOn ? value.drawn() : null);
  while (next.done !== true) {
    walk.proposed += 1;
    const proposal = new Proposal(walk, walk.proposed);
    yield new fc.Value(new TestScenario(next.value, null), proposal);
    next = walk.running.next(null);
  }
}
