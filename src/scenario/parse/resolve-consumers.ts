import { MAX_CONSUMERS } from '../bounds.js';
import { CONSUMER_CONFIGS } from '../configs/consumer.js';
import type { ConsumerConfigs } from '../configs/values.js';
import type {
  ClusterSpec,
  CommitStrategy,
  ConsumerSpec,
  FailureSpec,
  Subscription,
} from '../model.js';
import { formatDuration, Refusal, readDuration, readDurationRange, readRecords } from '../units.js';
import { resolveClock } from './clocks.js';
import type { MergedConsumer } from './like.js';
import { resolveLatency } from './resolve-cluster.js';
import { resolveConfigs } from './resolve-configs.js';
import { eachName, type Scope } from './scope.js';

export const DEFAULT_POLL_TIMEOUT_MS = 1_000;
const AUTO: readonly CommitStrategy[] = ['auto', 'hand-off'];
const WITH_WORKERS: readonly CommitStrategy[] = ['hand-off', 'watermark'];

export function resolveConsumers(
  scope: Scope,
  merged: readonly MergedConsumer[],
  cluster: ClusterSpec,
): Map<string, ConsumerSpec> {
  if (merged.length > MAX_CONSUMERS) {
    scope.report(['consumers'], `more than ${MAX_CONSUMERS} consumers`);
  }
  return new Map(merged.map((one) => [one.name, resolveConsumer(scope, one, cluster)]));
}

function resolveConsumer(
  scope: Scope,
  consumer: MergedConsumer,
  cluster: ClusterSpec,
): ConsumerSpec {
  const { name, given, pathOf } = consumer;
  const store = given.store ?? null;
  const commit = given.commit ?? (commitsByItself(given) ? 'auto' : 'none');
  const group = given.group ?? given['group.id'] ?? null;
  const spec: ConsumerSpec = {
    name,
    clientId: given['client.id'] ?? name,
    group,
    groupInstanceId: given['group.instance.id'] ?? null,
    clientRack: given['client.rack'] ?? null,
    subscription: resolveSubscription(scope, consumer),
    commit: group === null && given.commit === undefined ? 'none' : commit,
    store,
    processing: scope.take(
      readDurationRange(given.processing ?? 0),
      given.processing ?? 0,
      pathOf('processing'),
      {
        minMs: 0,
        maxMs: 0,
      },
    ),
    workers: WITH_WORKERS.includes(commit) ? (given.workers ?? 1) : 1,
    pollTimeoutMs: scope.take(
      readDuration(given['poll-timeout'] ?? DEFAULT_POLL_TIMEOUT_MS),
      given['poll-timeout'] ?? '',
      pathOf('poll-timeout'),
      0,
    ),
    failures: resolveFailures(scope, consumer),
    latency: resolveLatency(scope, given.latency, pathOf('latency').slice(0, -1)),
    clock: resolveClock(scope, given.clock, pathOf('clock')),
    configs: resolveConsumerConfigs(scope, consumer, group === null ? 'none' : commit),
  };
  checkIdentity(scope, consumer, spec);
  checkCommit(scope, consumer, spec);
  checkStore(scope, consumer, spec);
  checkTimeouts(scope, consumer, spec.configs, cluster);
  return spec;
}

/** Who keeps offsets in a store of its own does not want Kafka's auto-commit, unless it says so. */
function commitsByItself(given: MergedConsumer['given']): boolean {
  const auto = given['enable.auto.commit'];
  return given.store === 'with-offsets' ? auto === true : auto !== false;
}

function resolveConsumerConfigs(
  scope: Scope,
  { given, pathOf }: MergedConsumer,
  commit: CommitStrategy,
): ConsumerConfigs {
  const configs = resolveConfigs(CONSUMER_CONFIGS, given, (key, shown, refusal) =>
    scope.take(refusal, String(shown), pathOf(key), undefined),
  );
  return { ...configs, enableAutoCommit: AUTO.includes(commit) };
}

function resolveSubscription(scope: Scope, { given, pathOf }: MergedConsumer): Subscription {
  const said = (['subscribe', 'pattern', 'assign'] as const).filter(
    (key) => given[key] !== undefined,
  );
  const [first, second] = said;
  if (second !== undefined) {
    scope.report(pathOf(second), `${first}: and ${second}: exclude each other`, 'keep one', 'key');
  }
  if (given.assign !== undefined) {
    return { kind: 'partitions', partitions: scope.partitions(given.assign, pathOf('assign')) };
  }
  if (given.pattern !== undefined) {
    const pattern = scope.take(readPattern(given.pattern), given.pattern, pathOf('pattern'), '');
    return { kind: 'pattern', pattern };
  }
  if (given.subscribe === undefined) return { kind: 'none' };
  const topics = eachName(given.subscribe, pathOf('subscribe'));
  for (const [topic, path] of topics) scope.topic(topic, path);
  return { kind: 'topics', topics: topics.map(([topic]) => topic) };
}

/** A regular expression that JavaScript can run. */
export function readPattern(text: string): string | Refusal {
  if (REPEATS_A_REPETITION.test(text)) {
    return new Refusal('repeats a repetition, which may take for ever to match', 'orders-.*');
  }
  try {
    new RegExp(`^(?:${text})$`);
    return text;
  } catch (error) {
    // The only way to ask whether a pattern is one.
    if (!(error instanceof SyntaxError)) throw error;
    return new Refusal('is not a regular expression', 'orders-.*');
  }
}

/** A group with + * or {n,} in it that is repeated itself: (a+)*. Names have up to 249 characters to try it on. */
const REPEATS_A_REPETITION = /\([^()]*[+*}][^()]*\)[+*{]/;

function resolveFailures(scope: Scope, { given, pathOf }: MergedConsumer): FailureSpec[] {
  if (given.fail === undefined) return [];
  const list = [given.fail].flat();
  return list.flatMap((failure, i): FailureSpec[] => {
    const path = Array.isArray(given.fail) ? [...pathOf('fail'), i] : pathOf('fail');
    const on = readRecords(failure.on);
    if (on instanceof Refusal) return []; // the schema check told of it
    if (!scope.partitionExists(on.tp))
      scope.report([...path, 'on'], ...scope.explainPartition(on.tp));
    const how = failure.how ?? 'throw';
    if (how === 'hang' && failure.then !== undefined) {
      scope.report([...path, 'then'], 'after a hang nothing comes', 'remove then:', 'key');
    }
    // biome-ignore lint/suspicious/noThenProperty: a word of the language; nothing awaits a failure.
    return [{ on, how, then: failure.then ?? 'close' }];
  });
}

function checkIdentity(
  scope: Scope,
  { name, given, pathOf }: MergedConsumer,
  spec: ConsumerSpec,
): void {
  if (given.group !== undefined && given['group.id'] !== undefined) {
    scope.report(pathOf('group.id'), 'group: and group.id: are the same', 'keep one', 'key');
  }
  const subscribes = spec.subscription.kind === 'topics' || spec.subscription.kind === 'pattern';
  if (spec.group === null && subscribes) {
    scope.report(
      ['consumers', name],
      `${name} subscribes without a group`,
      'group: billing',
      'key',
    );
  }
  if (spec.group === null && spec.commit !== 'none') {
    const message = `commit: ${spec.commit} needs a group to commit for`;
    scope.report(pathOf('commit'), message, 'group: billing, or commit: none');
  }
}

function checkCommit(
  scope: Scope,
  { given, pathOf, says }: MergedConsumer,
  spec: ConsumerSpec,
): void {
  const auto = given['enable.auto.commit'];
  if (given.commit !== undefined && auto !== undefined && auto !== spec.configs.enableAutoCommit) {
    const message = `commit: ${given.commit} means enable.auto.commit: ${spec.configs.enableAutoCommit}`;
    scope.report(pathOf('enable.auto.commit'), message, 'remove enable.auto.commit: it follows');
  }
  if (auto === true && spec.group === null) {
    const message = 'enable.auto.commit: true needs a group, as in Kafka';
    scope.report(pathOf('enable.auto.commit'), message, 'group: billing');
  }
  if (says('auto.commit.interval.ms') && !spec.configs.enableAutoCommit) {
    const key = 'auto.commit.interval.ms';
    scope.report(
      pathOf(key),
      `${key} has no effect with commit: ${spec.commit}`,
      'remove it',
      'key',
    );
  }
  if (says('workers') && !WITH_WORKERS.includes(spec.commit)) {
    const message = `workers: has no effect with commit: ${spec.commit}`;
    scope.report(pathOf('workers'), message, 'only hand-off and watermark have workers', 'key');
  }
}

function checkStore(scope: Scope, { pathOf }: MergedConsumer, spec: ConsumerSpec): void {
  const { store, group, commit } = spec;
  if (store === null) return;
  if (group === null) {
    scope.report(pathOf('store'), "a store is a group's", 'group: billing', 'key');
    return;
  }
  if (store === 'with-offsets' && WITH_WORKERS.includes(commit)) {
    const message = `store: with-offsets needs records in order, commit: ${commit} has workers`;
    scope.report(pathOf('store'), message, 'commit: none');
  }
  const other = scope.stores.get(group);
  if (other !== undefined && other !== store) {
    const message = `the store of ${group} is ${other} for another consumer of the group`;
    scope.report(pathOf('store'), message, `store: ${other}`);
  }
  scope.stores.set(group, store);
}

function checkTimeouts(
  scope: Scope,
  { name, given, pathOf }: MergedConsumer,
  configs: ConsumerConfigs,
  cluster: ClusterSpec,
): void {
  const { heartbeatIntervalMs: heartbeat, sessionTimeoutMs: session } = configs;
  const pathOfEither = (a: string, b: string) => pathOf(Object.hasOwn(given, a) ? a : b);
  if (heartbeat >= session) {
    const path = pathOfEither('heartbeat.interval.ms', 'session.timeout.ms');
    const message = `heartbeat.interval.ms (${formatDuration(heartbeat)}) must be less than session.timeout.ms (${formatDuration(session)})`;
    scope.report(path, message, 'a third of it is usual');
  }
  if (given.assign !== undefined) return;
  const { groupMinSessionTimeoutMs: low, groupMaxSessionTimeoutMs: high } = cluster.configs;
  if (session >= low && session <= high) return;
  const message = `session.timeout.ms of ${name} (${formatDuration(session)}) is outside what the brokers accept`;
  const fix = `from ${formatDuration(low)} to ${formatDuration(high)}; see group.min.session.timeout.ms of the cluster`;
  scope.report(pathOf('session.timeout.ms'), message, fix);
}
