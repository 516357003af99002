/*
 * The public entry of kafka-cohort:
 *
 *     import { parseScenario, runScenario, timeline, verdict } from 'kafka-cohort';
 *
 *     const parsed = parseScenario(readFileSync('x.yaml', 'utf8'), 'x.yaml');
 *     if ('diagnostics' in parsed) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
 *     const result = runScenario(parsed.scenario);
 *     console.log([...timeline(result.trace, result.scenario), ...verdict(result)].join('\n'));
 *
 * Everything is synchronous, deterministic and in memory: no clock, no network, no file is touched.
 */

export type {
  Application,
  ApplicationOrFactory,
  CommitCallback,
  Handled,
  RebalanceListener,
} from './api/application.js';
export {
  type Cluster,
  type ClusterOptions,
  type ClusterRunOptions,
  type ConsumerDefinition,
  type ConsumerOptions,
  cluster,
  consumer,
} from './api/cluster.js';
export type { Consumer } from './api/consumer-handle.js';
export type { ApplicationContext, RecordContext, Work } from './api/context.js';
export type { LogLine, UncaughtException } from './api/journal.js';
export { KafkaException } from './api/kafka-exception.js';
export type {
  OffsetAndMetadata,
  Offsets,
  OffsetsToCommit,
  PartitionLike,
} from './api/partitions.js';
export type { ConsumerRecord } from './api/records.js';
export type { ApplicationResult } from './api/result.js';
export {
  type ApplicationRunOptions,
  type Applications,
  runApplications,
} from './api/run-applications.js';
export type { Blocking, Steps } from './api/steps.js';
export type { Effect, OutsideStore } from './api/store.js';
export type { Ending } from './check/ending.js';
export type { History } from './check/history.js';
export { indexHistory } from './check/index-facts.js';
export { CHECKS, checkAll } from './check/registry.js';
export type { Check, CheckOptions, Finding, Verdict } from './check/verdict.js';
export { type GroupSummary, type Life, lifeOf } from './check/why.js';
export type { Fact } from './protocol/facts.js';
export { TopicPartition } from './protocol/topic-partition.js';
export type { TracedFact } from './protocol/trace.js';
export { type ScenarioFile, scenario } from './scenario/build.js';
export type * from './scenario/model.js';
export type * from './scenario/model-steps.js';
export { type Diagnostic, formatDiagnostic } from './scenario/parse/diagnostics.js';
export { type ParseResult, parseScenario } from './scenario/parse/parse.js';
export { printScenario } from './scenario/print.js';
export type * from './scenario/result.js';
export { type RunOptions, runScenario } from './scenario/run/run.js';
export { type DescribeOptions, describeGroup } from './scenario/text/describe-group.js';
export { jsonLines, traceLines } from './scenario/text/json.js';
export { recordLines } from './scenario/text/records-text.js';
export type { TimelineKind } from './scenario/text/timeline/kinds.js';
export { type TimelineOptions, timeline } from './scenario/text/timeline/timeline.js';
export { type VerdictOptions, verdict } from './scenario/text/verdict.js';
export { type WhyOptions, whyText } from './scenario/text/why.js';
export {
  type Choices,
  DULL,
  type RecordedChoice,
  recordedChoices,
} from './sim/choices.js';
export { SimulationError } from './sim/driver.js';
export { type GroupView, groupNames, logEndOf, viewGroup } from './sim/observe.js';
export { seededChoices } from './sim/seeded-choices.js';
export type { Trace, TracedMessage } from './sim/trace.js';
export type { World } from './sim/world.js';
export { InvariantError } from './util/invariant.js';
export { UserError } from './util/user-error.js';
