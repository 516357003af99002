import { rowsOf } from '../../app/store.js';
import { visitBatches } from '../../log/partition-log.js';
import type { TopicPartition } from '../../protocol/topic-partition.js';
import type { TracedFact } from '../../protocol/trace.js';
import type { Driver } from '../../sim/driver.js';
import {
  leaderReplicaOf,
  logEndOf,
  partitionsOf,
  viewGroup,
  whoAnswers,
} from '../../sim/observe.js';
import { consumerNamed, type World } from '../../sim/world.js';
import type { RecordsRef, Scenario } from '../model.js';
import type { Expectation, JudgeAction } from '../model-steps.js';
import type { ExpectationResult } from '../result.js';
import { describeGroup } from '../text/describe-group.js';
import { ownedBy, sameKeys } from './conditions.js';
import { compareCluster } from './expect-cluster.js';

type ExpectAction = Extract<JudgeAction, { kind: 'expect' }>;

/** Looks at one expectation at this instant. */
export function lookAt(
  driver: Driver,
  action: ExpectAction,
  scenario: Scenario,
): ExpectationResult {
  const { world } = driver;
  const { expected, actual, ok } = compare(driver, action.fact, scenario);
  return { action, at: world.now, ok, expected, actual };
}

interface Comparison {
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
}

function compare(driver: Driver, fact: Expectation, scenario: Scenario): Comparison {
  const { world } = driver;
  switch (fact.kind) {
    case 'describe':
      return plain(fact.table, tableOf(world, fact));
    case 'processed':
      return compareProcessed(driver, fact, scenario);
    case 'stored':
      return compareStored(world, fact);
    case 'rows': {
      const what = `the store of ${fact.group} has `;
      const rows = world.stores.get(fact.group)?.rows.size ?? 0;
      return plain(what + rowsText(fact.rows), what + rowsText(rows));
    }
    case 'committed': {
      const found = viewGroup(world, fact.group)?.committed.find((o) => o.tp.key === fact.tp.key);
      const what = `${fact.group} has committed ${fact.tp.key} at `;
      return plain(what + number(fact.offset), what + number(found?.offset ?? null));
    }
    case 'owns': {
      const owned = ownedBy(world, fact.consumer);
      const text = (list: readonly { key: string }[]) =>
        `${fact.consumer} owns ${list.length === 0 ? 'nothing' : list.map((tp) => tp.key).join(', ')}`;
      return {
        ok: sameKeys(owned, fact.partitions),
        expected: text(fact.partitions),
        actual: text(owned),
      };
    }
    case 'state':
      return plain(
        `${fact.group} is ${fact.state}`,
        `${fact.group} is ${viewGroup(world, fact.group)?.state ?? 'Dead'}`,
      );
    case 'generation':
      return plain(
        `${fact.group} is at generation ${fact.generation}`,
        `${fact.group} is at generation ${viewGroup(world, fact.group)?.generation ?? 'none'}`,
      );
    case 'members':
      return compareMembers(world, fact, scenario);
    case 'position': {
      const consumer = consumerNamed(world, fact.consumer)?.process?.consumer;
      const p = consumer?.partitions.get(fact.tp.key);
      const position = p !== undefined && p.state === 'FETCHING' ? p.position : null;
      const what = `the position of ${fact.consumer} in ${fact.tp.key} is `;
      return plain(what + number(fact.offset), what + number(position));
    }
    case 'log-end': {
      const what = `${fact.tp.key} ends at `;
      return plain(what + number(fact.offset), what + number(logEndOf(world, fact.tp) ?? null));
    }
    case 'values': {
      const what = `the values in ${fact.tp.key} are `;
      return plain(what + listText(fact.values), what + listText(valuesOf(world, fact.tp)));
    }
    case 'exception': {
      const last = consumerNamed(world, fact.consumer)?.process?.app.lastException ?? '';
      const what = `the last exception of ${fact.consumer} is `;
      return plain(what + (fact.exception ?? 'none'), what + (last === '' ? 'none' : last));
    }
    case 'leader':
    case 'isr':
    case 'replica-end':
      return plain(...compareCluster(world, fact));
    case 'lag':
      return plain(
        `the lag of ${fact.group} is ${fact.lag}`,
        `the lag of ${fact.group} is ${lagOf(world, fact.group)}`,
      );
  }
}

function plain(expected: string, actual: string): Comparison {
  return { ok: expected === actual, expected, actual };
}

function number(n: number | null): string {
  return n === null ? 'none' : String(n);
}

/** What kafka-consumer-groups --describe prints now, without the empty lines around it. */
export function tableOf(world: World, fact: Extract<Expectation, { kind: 'describe' }>): string {
  const { out } = describeGroup(
    viewGroup(world, fact.group),
    fact.group,
    (tp) => logEndOf(world, tp),
    { view: fact.view, verbose: fact.verbose, answered: whoAnswers(world, fact.group) },
  );
  return trimTable(out);
}

/** Lines without trailing blanks, no empty line first or last: as expectations hold them. */
export function trimTable(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** The sum over partitions of end minus committed, as text; a partition read but never committed has no lag. */
function lagOf(world: World, group: string): string {
  const view = viewGroup(world, group);
  const committed = view?.committed ?? [];
  const known = new Set(committed.map((o) => o.tp.key));
  const without = (view?.members ?? [])
    .flatMap((m) => m.assignment)
    .filter((tp) => !known.has(tp.key));
  if (without.length > 0) {
    return `unknown: nothing is committed for ${without.map((tp) => tp.key).join(', ')}`;
  }
  let lag = 0;
  for (const { tp, offset } of committed) lag += (logEndOf(world, tp) ?? offset) - offset;
  return String(lag);
}

function compareMembers(
  world: World,
  fact: Extract<Expectation, { kind: 'members' }>,
  scenario: Scenario,
): Comparison {
  const names = new Map([...scenario.consumers.values()].map((c) => [c.clientId, c.name]));
  const members = (viewGroup(world, fact.group)?.members ?? []).map(
    (m) => names.get(m.clientId) ?? m.clientId,
  );
  const text = (list: readonly string[]) =>
    `the members of ${fact.group} are ${list.length === 0 ? 'none' : [...list].sort().join(', ')}`;
  return plain(text(fact.consumers), text(members));
}

function compareProcessed(
  driver: Driver,
  fact: Extract<Expectation, { kind: 'processed' }>,
  scenario: Scenario,
): Comparison {
  const wrong: string[] = [];
  for (const ref of fact.records) {
    const counts = countProcessed(driver.trace.facts, ref, fact.by, fact.group, scenario);
    for (let offset = ref.from; offset <= ref.to; offset++) {
      const count = counts.get(offset) ?? 0;
      const ok = fact.times === 'at least once' ? count > 0 : count === fact.times;
      if (!ok) wrong.push(`${ref.tp.key}@${offset} ${times(count)}`);
    }
  }
  const refs = fact.records.map(recordsText).join(', ');
  const how = fact.times === 'at least once' ? 'at least once' : times(fact.times);
  const by = fact.by ?? fact.group;
  const who = by === null ? '' : ` by ${by}`;
  return {
    ok: wrong.length === 0,
    expected: `processed ${how}${who}: ${refs}`,
    actual: wrong.length === 0 ? 'so it is' : `processed${who}: ${shortened(wrong)}`,
  };
}

function compareStored(world: World, fact: Extract<Expectation, { kind: 'stored' }>): Comparison {
  const store = world.stores.get(fact.group);
  const wrong: string[] = [];
  for (const { tp, from, to } of fact.records) {
    for (let offset = from; offset <= to; offset++) {
      const count = store === undefined ? 0 : rowsOf(store, tp, offset);
      const ok = fact.times === 'at least once' ? count > 0 : count === fact.times;
      if (!ok) wrong.push(`${tp.key}@${offset} ${times(count)}`);
    }
  }
  const refs = fact.records.map(recordsText).join(', ');
  const how = fact.times === 'at least once' ? 'at least once' : times(fact.times);
  const where = `in the store of ${fact.group}`;
  return {
    ok: wrong.length === 0,
    expected: `${where} ${how}: ${refs}`,
    actual: wrong.length === 0 ? 'so it is' : `${where}: ${shortened(wrong)}`,
  };
}

/** What is readable in the leader's log, and what is behind its high watermark too. */
function valuesOf(world: World, tp: TopicPartition): (string | null)[] {
  const log = leaderReplicaOf(world, tp)?.log;
  const values: (string | null)[] = [];
  if (log === undefined) return values;
  visitBatches(log, log.logStartOffset, (batch) => {
    batch.records.forEach(({ value }, i) => {
      if (batch.offsetAt(i) < log.logStartOffset) return;
      values.push(typeof value === 'string' ? value : null);
    });
    return true;
  });
  return values;
}

function listText(values: readonly (string | null)[]): string {
  return values.length === 0 ? 'none' : values.map((v) => v ?? 'null').join(', ');
}

function rowsText(n: number): string {
  return n === 1 ? '1 row' : `${n} rows`;
}

function times(n: number): string {
  return n === 0 ? 'never' : n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`;
}

function shortened(list: readonly string[]): string {
  return list.length <= 6
    ? list.join(', ')
    : `${list.slice(0, 5).join(', ')} and ${list.length - 5} more`;
}

export function recordsText({ tp, from, to }: RecordsRef): string {
  return from === to ? `${tp.key}@${from}` : `${tp.key}@${from}..${to}`;
}

/** How often each record was processed to completion, by that consumer or in that group. */
function countProcessed(
  facts: readonly TracedFact[],
  ref: RecordsRef,
  by: string | null,
  group: string | null,
  scenario: Scenario,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { node, fact } of facts) {
    if (fact.type !== 'processed' || fact.records.tp.key !== ref.tp.key) continue;
    if (by !== null && node !== by) continue;
    if (group !== null && (scenario.consumers.get(node)?.group ?? fact.group) !== group) continue;
    const from = Math.max(fact.records.from, ref.from);
    const to = Math.min(fact.records.to, ref.to);
    for (let offset = from; offset <= to; offset++) {
      counts.set(offset, (counts.get(offset) ?? 0) + 1);
    }
  }
  return counts;
}

/** Every partition of a topic: for expectations that name the topic alone. */
export function allPartitions(world: World, topic: string): string[] {
  return partitionsOf(world, topic).map((tp) => tp.key);
}
