import { type ScenarioFile, scenario } from '../scenario/build.js';
import type { Scenario } from '../scenario/model.js';
import type { Application, ApplicationOrFactory } from './application.js';
import { APPLICATION_KEYS } from './check-application.js';
import { refuse } from './refuse.js';
import type { ApplicationResult } from './result.js';
import {
  type ApplicationRunOptions,
  type Applications,
  runApplications,
} from './run-applications.js';

type ConsumerFile = NonNullable<ScenarioFile['consumers']>[string];
type ClusterFile = NonNullable<ScenarioFile['cluster']>;

/** A consumer: the keys of a scenario's consumer, Kafka's config names among them, and its application. */
export type ConsumerOptions = ConsumerFile &
  Application & {
    /** Makes the application anew at each start of a process; instead of the handlers. */
    readonly application?: ApplicationOrFactory;
  };

/** A kind of consumer, to be given a name, or several, in a cluster. */
export class ConsumerDefinition {
  /** @internal */
  constructor(
    readonly file: ConsumerFile,
    readonly application: ApplicationOrFactory,
  ) {}
}

/** A world to run: the keys of a scenario's cluster beside its topics, producers and consumers. */
export type ClusterOptions = ClusterFile & {
  readonly topics: NonNullable<ScenarioFile['topics']>;
  readonly producers?: ScenarioFile['producers'];
  /** By name. What is not made by `consumer()` has the built-in application. */
  readonly consumers?: Readonly<Record<string, ConsumerDefinition | ConsumerFile>>;
};

/** How a world is run. */
export type ClusterRunOptions = ApplicationRunOptions & {
  /** Steps as in a scenario. Left out: everything is started at once, and the run goes on until nothing is left to do. */
  readonly steps?: ScenarioFile['steps'];
  /** The run ends here at the latest: `10m` if left out. */
  readonly limit?: ScenarioFile['limit'];
  /** What the run shows, for its heading. */
  readonly summary?: string;
};

/**
 * A consumer with an application of one's own.
 *
 *     const billing = consumer({
 *       group: 'billing', subscribe: 'orders', commit: 'sync-per-batch', processing: '20ms',
 *       onRecord(record, context) { context.effect(record.key ?? '', record.value); },
 *     });
 *
 * @throws UserError for two applications, or none
 */
export function consumer(options: ConsumerOptions): ConsumerDefinition {
  const file: Record<string, unknown> = {};
  const handlers: Record<string, unknown> = {};
  const { application, ...rest } = options;
  for (const [key, value] of Object.entries(rest)) {
    (APPLICATION_KEYS.includes(key) ? handlers : file)[key] = value;
  }
  const [first] = Object.keys(handlers);
  if (application !== undefined && first !== undefined) {
    throw refuse(`a consumer has application and ${first}`, `move ${first} into the application`);
  }
  // The keys of both types are told apart above; the parser looks at each value.
  return new ConsumerDefinition(file as ConsumerFile, application ?? (handlers as Application));
}

/** A cluster with its clients. It holds no state: each run begins anew. */
export class Cluster {
  readonly #options: ClusterOptions;

  /** @internal */
  constructor(options: ClusterOptions) {
    this.#options = options;
    this.scenario(); // what is wrong is told where it is written
  }

  /** Runs everything on virtual time, and judges it. @throws UserError that names every problem by its path */
  run(options: ClusterRunOptions = {}): ApplicationResult {
    const { steps: _, limit: __, summary: ___, ...rest } = options;
    return runApplications(this.scenario(options), this.#applications(), rest);
  }

  /** As a scenario: to be printed, or run with the built-in applications. */
  scenario(options: ClusterRunOptions = {}): Scenario {
    const { topics, producers, consumers = {}, ...cluster } = this.#options;
    const {
      summary = 'Applications of one’s own.',
      limit,
      steps = [{ start: this.#names() }],
    } = options;
    const files = Object.entries(consumers).map(([name, given]) => [
      name,
      given instanceof ConsumerDefinition ? given.file : given,
    ]);
    return scenario({
      summary,
      cluster,
      topics,
      ...(producers === undefined ? {} : { producers }),
      consumers: Object.fromEntries(files),
      ...(limit === undefined ? {} : { limit }),
      steps,
    });
  }

  #names(): string[] {
    const { producers = {}, consumers = {} } = this.#options;
    const names = [...Object.keys(producers), ...Object.keys(consumers)];
    if (names.length === 0) throw refuse('a cluster without clients', 'give it consumers');
    return names;
  }

  #applications(): Applications {
    const own = Object.entries(this.#options.consumers ?? {}).flatMap(([name, given]) =>
      given instanceof ConsumerDefinition ? [[name, given.application] as const] : [],
    );
    return Object.fromEntries(own);
  }
}

/**
 * A cluster, its topics, producers and consumers.
 *
 *     const result = cluster({
 *       brokers: 3,
 *       topics: { orders: { partitions: 3 } },
 *       producers: { shop: { topic: 'orders', count: 20 } },
 *       consumers: { c1: billing, c2: billing },
 *     }).run({ steps: [{ start: ['shop', 'c1'] }, { at: '5s', start: 'c2' }] });
 *
 * @throws UserError that names every problem by its path: `consumers.c1.group: ...`
 */
export function cluster(options: ClusterOptions): Cluster {
  return new Cluster(options);
}
