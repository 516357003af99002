import type {
  ConsumerEnding,
  Ending,
  FollowerEnding,
  GroupEnding,
} from '../../src/check/ending.js';
import type { History } from '../../src/check/history.js';
import { indexHistory } from '../../src/check/index-facts.js';
import { type EpochRange, type Interval, IntervalSet } from '../../src/check/interval-set.js';
import { LogView } from '../../src/check/log-view.js';
import { checkAll } from '../../src/check/registry.js';
import type { CheckOptions, Verdict } from '../../src/check/verdict.js';
import type { CommitKind, Fact, RecordRange, RemovalReason } from '../../src/protocol/facts.js';
import type { TopicPartition } from '../../src/protocol/topic-partition.js';
import type { FactOf, TracedFact } from '../../src/protocol/trace.js';
import { memberOf, type Offsets, offsetsOf, parse, parseRecords } from './planted-names.js';

interface Log {
  readonly tp: TopicPartition;
  readonly topicId: string;
  readonly view: LogView;
  start: number;
  end: number;
  /** Offsets that are gone from the middle. */
  readonly compacted: { readonly from: number; readonly to: number }[];
}

/**
 * Plants a history by hand: each call tells the facts of one thing that happened, 10 ms after the one before. The
 * ending follows from them, as far as it can; `ends` says the rest. Records are named as in findings: `orders-0@3..5`.
 */
export class HistoryBuilder {
  readonly facts: TracedFact[] = [];
  private now = 0;
  private event = 0;
  private group = 'billing';
  private commits = 0;
  private readonly topicIds = new Map<string, string>();
  private readonly logs = new Map<string, Log>();
  private readonly committed = new Map<string, Map<string, number>>();
  private readonly consumers = new Map<string, { group: string; state: ConsumerEnding['state'] }>();
  private readonly sentCounts = new Map<string, number>();
  private overrides: EndingOverrides = {};

  /** The next thing happens then. */
  at(ms: number): this {
    this.now = ms - 10;
    return this;
  }

  /** What follows concerns this group. */
  of(group: string): this {
    this.group = group;
    return this;
  }

  tell(node: string, fact: Fact): this {
    this.now += 10;
    this.event += 1;
    return this.also(node, fact);
  }

  topic(name: string, topicId: string): this {
    this.topicIds.set(name, topicId);
    for (const key of [...this.logs.keys()]) {
      if (parse(key).topic === name) this.logs.delete(key);
    }
    const fact = { type: 'topic created', topic: name, topicId, partitions: 1 } as const;
    return this.tell('controller', fact);
  }

  topicDeleted(name: string): this {
    for (const [key, log] of [...this.logs]) if (log.tp.topic === name) this.logs.delete(key);
    const topicId = this.idOf(name);
    return this.tell('controller', { type: 'topic deleted', topic: name, topicId, partitions: 1 });
  }

  subscribe(node: string, ...topics: string[]): this {
    this.consumers.set(node, { group: this.group, state: 'running' });
    return this.tell(node, { type: 'subscribed', group: this.group, topics });
  }

  assignManually(node: string, ...tps: string[]): this {
    this.consumers.set(node, { group: this.group, state: 'running' });
    const partitions = tps.map(parse);
    return this.tell(node, { type: 'assigned manually', group: this.group, partitions });
  }

  /** Appended and acknowledged. */
  produced(records: string, leaderEpoch = 0): this {
    const sent = this.sentBefore(records);
    const range = this.range(records, leaderEpoch);
    return this.appended(records, leaderEpoch).also('shop', {
      type: 'acknowledged',
      acks: -1,
      sent,
      records: range,
    });
  }

  /** The producer learns of what was appended; sent in the order of these calls. */
  acknowledged(records: string, leaderEpoch = 0): this {
    const sent = this.sentBefore(records);
    const range = this.range(records, leaderEpoch);
    return this.tell('shop', { type: 'acknowledged', acks: -1, sent, records: range });
  }

  /** Appended; the producer never learns of it. */
  appended(records: string, leaderEpoch = 0): this {
    const range = this.range(records, leaderEpoch);
    const log = this.logOf(range.tp);
    log.view.append(range);
    log.end = range.to + 1;
    return this.tell('broker-1', { type: 'appended', clientId: 'shop', records: range });
  }

  logStart(
    tp: string,
    offset: number,
    cause: FactOf<'log start raised'>['cause'] = 'retention.ms',
  ): this {
    const log = this.logOf(parse(tp));
    log.start = offset;
    const { topicId } = log;
    const fact = { type: 'log start raised', tp: log.tp, topicId, logStartOffset: offset } as const;
    return this.tell('broker-1', { ...fact, leads: true, cause });
  }

  /** The cleaner took these; broker-1 leads, another cleans its own copy and will lead in the end. */
  compacted(
    tp: string,
    upTo: number,
    superseded: FactOf<'log compacted'>['superseded'],
    tombstones: FactOf<'log compacted'>['tombstones'] = [],
    broker = 1,
  ): this {
    const log = this.logOf(parse(tp));
    const { topicId } = log;
    log.compacted.push(...superseded, ...tombstones);
    const fact = { tp: log.tp, topicId, leads: broker === 1, upTo, superseded, tombstones };
    return this.tell(`broker-${broker}`, { type: 'log compacted', ...fact });
  }

  elected(tp: string, leader: number, leaderEpoch: number, clean: boolean): this {
    const fact = { type: 'leader elected', tp: parse(tp), leader, leaderEpoch, clean } as const;
    return this.tell('controller', fact);
  }

  /** One direction, until `healed` with the same nodes. */
  cut(from: readonly string[], to: readonly string[]): this {
    return this.tell('network', { type: 'link fault', effect: 'cut', from, to, detail: '' });
  }

  healed(from: readonly string[], to: readonly string[]): this {
    return this.tell('network', { type: 'link healed', effect: 'cut', from, to, detail: '' });
  }

  /** A broker that comes back cuts off what its leader does not have; the leader's log is as it was. */
  cutOff(broker: number, tp: string, offset: number, cause: FactOf<'truncated'>['cause']): this {
    const parsed = parse(tp);
    const topicId = this.idOf(parsed.topic);
    const fact = { type: 'truncated', tp: parsed, topicId, offset, broker, cause } as const;
    return this.also(`broker-${broker}`, { ...fact, highWatermark: 0 });
  }

  clockSet(node: string, jumpMs: number): this {
    return this.tell(node, { type: 'clock set', aheadMs: jumpMs, ppm: 0, jumpMs });
  }

  /** What the network did to one message of a producer. */
  produceFault(
    effect: 'lose' | 'duplicate' | 'delay',
    what: 'request' | 'reply',
    detail = '',
  ): this {
    const fact = { type: 'message fault', effect, api: 'Produce', what, detail } as const;
    return this.tell('network', { ...fact, client: 'shop', broker: 'broker-1' });
  }

  truncated(
    tp: string,
    offset: number,
    cause: FactOf<'truncated'>['cause'] = 'diverged',
    highWatermark = 0,
  ): this {
    const parsed = parse(tp);
    const topicId = this.idOf(parsed.topic);
    this.logOf(parsed).end = offset;
    return this.tell('broker-1', {
      type: 'truncated',
      tp: parsed,
      topicId,
      offset,
      broker: 1,
      highWatermark,
      cause,
    });
  }

  position(
    node: string,
    place: string,
    cause: FactOf<'position'>['cause'],
    previous = -1,
    policy = cause === 'reset' ? 'earliest' : '',
  ): this {
    const { tp, from } = parseRecords(place);
    const topicId = this.idOf(tp.topic);
    const { group } = this;
    return this.tell(node, {
      type: 'position',
      group,
      tp,
      topicId,
      offset: from,
      cause,
      policy,
      previous,
    });
  }

  delivered(node: string, records: string, leaderEpoch = 0): this {
    return this.onRecords('delivered', node, records, leaderEpoch);
  }

  begun(node: string, records: string, leaderEpoch = 0): this {
    return this.onRecords('processing', node, records, leaderEpoch);
  }

  completed(node: string, records: string, leaderEpoch = 0): this {
    return this.onRecords('processed', node, records, leaderEpoch);
  }

  /** Begun and completed, one record after the other. */
  processed(node: string, records: string, leaderEpoch = 0): this {
    const { tp, from, to } = parseRecords(records);
    for (let offset = from; offset <= to; offset++) {
      this.begun(node, `${tp.key}@${offset}`, leaderEpoch);
      this.completed(node, `${tp.key}@${offset}`, leaderEpoch);
    }
    return this;
  }

  /** Processed and written to the store of the group, record by record. */
  wrote(
    node: string,
    records: string,
    mode: FactOf<'store written'>['mode'],
    outcome: FactOf<'store written'>['outcome'] = 'added',
    key?: string,
  ): this {
    const { tp, from, to } = parseRecords(records);
    const { group } = this;
    this.overrides = { ...this.overrides, stores: [{ group, mode }] };
    for (let offset = from; offset <= to; offset++) {
      const one = `${tp.key}@${offset}`;
      const range = this.range(one, 0);
      const fact = { type: 'store written', group, mode, key: key ?? one, outcome } as const;
      this.begun(node, one)
        .tell(node, { ...fact, records: range })
        .completed(node, one);
    }
    return this;
  }

  failed(node: string, records: string, how: FactOf<'processing failed'>['how'] = 'throw'): this {
    if (how === 'hang') this.setState(node, 'hung');
    const { group } = this;
    const range = this.range(records, 0);
    return this.tell(node, { type: 'processing failed', group, records: range, how });
  }

  /** Sent, stored and answered. */
  commit(node: string, offsets: Offsets, kind: CommitKind = 'sync'): this {
    return this.sent(node, offsets, kind).stored(node, offsets);
  }

  sent(node: string, offsets: Offsets, kind: CommitKind = 'sync'): this {
    this.commits += 1;
    return this.tell(node, {
      type: 'commit sent',
      group: this.group,
      memberId: memberOf(node),
      generation: 1,
      commit: this.commits,
      kind,
      offsets: offsetsOf(offsets),
    });
  }

  stored(node: string, offsets: Offsets): this {
    const committed = this.committed.get(this.group) ?? new Map<string, number>();
    this.committed.set(this.group, committed);
    for (const [tp, offset] of Object.entries(offsets)) committed.set(tp, offset);
    return this.tell('broker-1', {
      type: 'offsets stored',
      group: this.group,
      clientId: node,
      memberId: node === 'operator' ? '' : memberOf(node),
      generation: node === 'operator' ? -1 : 1,
      offsets: offsetsOf(offsets),
    });
  }

  refused(node: string, offsets: Offsets, error = 'UNKNOWN_MEMBER_ID'): this {
    return this.tell('broker-1', {
      type: 'offsets refused',
      group: this.group,
      clientId: node,
      memberId: memberOf(node),
      error,
      offsets: offsetsOf(offsets),
    });
  }

  tombstones(cause: FactOf<'offsets removed'>['cause'], ...tps: string[]): this {
    for (const tp of tps) this.committed.get(this.group)?.delete(tp);
    const partitions = tps.map(parse);
    return this.tell('broker-1', { type: 'offsets removed', group: this.group, partitions, cause });
  }

  assigned(node: string, generation: number, added: string[], owned = added): this {
    const state = this.consumers.get(node);
    if (state === undefined) this.consumers.set(node, { group: this.group, state: 'running' });
    return this.tell(node, {
      type: 'assigned',
      group: this.group,
      memberId: memberOf(node),
      generation,
      partitions: added.map(parse),
      owned: owned.map(parse),
    });
  }

  revoked(node: string, generation: number, ...tps: string[]): this {
    return this.letGo('revoked', node, generation, tps);
  }

  lost(node: string, generation: number, ...tps: string[]): this {
    return this.letGo('lost', node, generation, tps);
  }

  assignment(
    generation: number,
    members: Readonly<Record<string, string[]>>,
    protocol = 'range',
  ): this {
    return this.tell('broker-1', {
      type: 'group assignment',
      group: this.group,
      generation,
      protocol,
      members: Object.entries(members).map(([node, tps]) => ({
        memberId: memberOf(node),
        clientId: node,
        partitions: tps.map(parse),
      })),
    });
  }

  removed(node: string, reason: RemovalReason = 'session expired'): this {
    const memberId = memberOf(node);
    const { group } = this;
    return this.tell('broker-1', {
      type: 'member removed',
      group,
      memberId,
      clientId: node,
      reason,
    });
  }

  crashed(node: string): this {
    return this.setState(node, 'crashed').tell(node, { type: 'crashed' });
  }

  frozen(node: string): this {
    return this.setState(node, 'frozen').tell(node, { type: 'frozen' });
  }

  thawed(node: string): this {
    return this.setState(node, 'running').tell(node, { type: 'thawed' });
  }

  closed(node: string): this {
    this.setState(node, 'closed').tell(node, { type: 'closing' });
    return this.tell(node, { type: 'closed' });
  }

  /** What the facts do not tell of the ending. */
  ends(overrides: EndingOverrides): this {
    this.overrides = { ...this.overrides, ...overrides };
    return this;
  }

  history(): History {
    return indexHistory(this.facts);
  }

  ending(): Ending {
    const {
      how = 'quiet',
      brokersDown = [],
      stores = [],
      overdue = [],
      queues = [],
    } = this.overrides;
    const groups = new Set([...this.consumers.values()].map((c) => c.group));
    for (const group of this.committed.keys()) groups.add(group);
    return {
      at: this.now,
      how,
      partitions: [...this.logs.values()].map((log) => ({
        tp: log.tp,
        topicId: log.topicId,
        logStartOffset: log.start,
        highWatermark: this.overrides.highWatermark ?? log.end,
        isLed: this.overrides.isLed ?? true,
        copies: this.overrides.copies?.[log.tp.key] ?? [],
        isCompacted: log.compacted.length > 0,
        followers: (this.overrides.followers?.[log.tp.key] ?? []).map(follower),
        log: without(log.view.inside(log.start, log.end - 1), log.compacted),
      })),
      groups: [...groups].map((group) => this.groupEnding(group)),
      consumers: [...this.consumers].map(([node, { group, state }]) => ({
        node,
        group,
        state,
        membership: this.overrides.memberships?.[node] ?? null,
        held: (this.overrides.held?.[node] ?? []).map((records) => this.range(records, 0)),
      })),
      stores,
      overdue,
      queues,
      brokersDown,
      outage: {
        ...{ controllerDown: false, cutOff: [], fenced: [], unled: [] },
        ...this.overrides.outage,
      },
    };
  }

  judge(check: string, options: CheckOptions = {}): Verdict {
    const [verdict] = checkAll(this.history(), this.ending(), [check], options);
    if (verdict === undefined) throw new Error(`no verdict of ${check}`);
    return verdict;
  }

  /** As if nothing had been sent that was not acknowledged, in the order of the calls. */
  private sentBefore(records: string): number {
    const { tp, from, to } = parseRecords(records);
    const before = this.sentCounts.get(tp.key) ?? 0;
    this.sentCounts.set(tp.key, before + to - from + 1);
    return before;
  }

  private also(node: string, fact: Fact): this {
    this.facts.push({ at: this.now, event: this.event, node, fact });
    return this;
  }

  /** One poll() that hands out these, in this order. */
  polled(node: string, ...records: string[]): this {
    const [first = '', ...others] = records;
    this.delivered(node, first);
    for (const more of others) {
      const range = this.range(more, 0);
      this.also(node, { type: 'delivered', group: this.group, records: range });
    }
    return this;
  }

  private onRecords(
    type: 'delivered' | 'processing' | 'processed',
    node: string,
    records: string,
    leaderEpoch: number,
  ): this {
    const range = this.range(records, leaderEpoch);
    return this.tell(node, { type, group: this.group, records: range });
  }

  private letGo(type: 'revoked' | 'lost', node: string, generation: number, tps: string[]): this {
    const memberId = memberOf(node);
    const partitions = tps.map(parse);
    return this.tell(node, { type, group: this.group, memberId, generation, partitions });
  }

  private groupEnding(group: string): GroupEnding {
    const own = [...this.consumers].filter(([, c]) => c.group === group);
    const members = own.filter(([, c]) => c.state === 'running').map(([node]) => node);
    const committed = this.committed.get(group) ?? new Map<string, number>();
    const behind = [...this.logs].some(([tp, log]) => (committed.get(tp) ?? -1) < log.end);
    return {
      group,
      state: members.length > 0 ? 'Stable' : 'Empty',
      generation: 0,
      memberIds: members.map(memberOf),
      durable: null,
      members,
      committed: offsetsOf(Object.fromEntries(committed)),
      caughtUp: !behind,
      ...this.overrides.groups?.[group],
    };
  }

  private setState(node: string, state: ConsumerEnding['state']): this {
    const consumer = this.consumers.get(node);
    if (consumer !== undefined) consumer.state = state;
    else if (!node.startsWith('broker')) this.consumers.set(node, { group: this.group, state });
    return this;
  }

  private range(text: string, leaderEpoch: number): RecordRange {
    const { tp, from, to } = parseRecords(text);
    return { tp, topicId: this.idOf(tp.topic), leaderEpoch, from, to };
  }

  private idOf(topic: string): string {
    return this.topicIds.get(topic) ?? `id-${topic}`;
  }

  private logOf(tp: TopicPartition): Log {
    let log = this.logs.get(tp.key);
    if (log === undefined) {
      log = {
        tp,
        topicId: this.idOf(tp.topic),
        view: new LogView(),
        start: 0,
        end: 0,
        compacted: [],
      };
      this.logs.set(tp.key, log);
    }
    return log;
  }
}

export interface EndingOverrides {
  readonly how?: Ending['how'];
  readonly brokersDown?: readonly string[];
  readonly outage?: Partial<Ending['outage']>;
  readonly stores?: Ending['stores'];
  readonly overdue?: Ending['overdue'];
  readonly queues?: Ending['queues'];
  /** Of every partition. */
  readonly highWatermark?: number;
  /** False: no broker that lives leads any partition. */
  readonly isLed?: boolean;
  /** By partition. */
  readonly copies?: Readonly<Record<string, Ending['partitions'][number]['copies']>>;
  readonly held?: Readonly<Record<string, readonly string[]>>;
  /** By partition; what is left out: a follower in sync without a record. */
  readonly followers?: Readonly<Record<string, readonly Partial<FollowerEnding>[]>>;
  /** By consumer. */
  readonly memberships?: Readonly<Record<string, ConsumerEnding['membership']>>;
  readonly groups?: Readonly<Record<string, Partial<GroupEnding>>>;
}

/** A history that has `orders` of one partition, and a consumer c1 of billing that starts from offset 0. */
export function billing(): HistoryBuilder {
  return new HistoryBuilder().topic('orders', 'id-orders').subscribe('c1', 'orders');
}

/** Ranges without what compaction took. */
function without(ranges: readonly EpochRange[], gone: readonly Interval[]): EpochRange[] {
  const set = new IntervalSet();
  for (const { from, to } of gone) set.add(from, to);
  return ranges.flatMap(({ from, to, leaderEpoch }) =>
    set.outside(from, to).map((part) => ({ ...part, leaderEpoch })),
  );
}

function follower(follower: Partial<FollowerEnding>): FollowerEnding {
  const { log = [], broker = 2 } = follower;
  const logEndOffset = (log.at(-1)?.to ?? -1) + 1;
  const ends = { logStartOffset: 0, logEndOffset, highWatermark: logEndOffset };
  return { broker, inSync: true, log, differsAt: -1, ...ends, ...follower };
}
