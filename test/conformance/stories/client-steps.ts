import type { Call } from '../../../src/client/consumer/calls.js';
import { callConsumer, crash, freeze, start, thaw } from '../../../src/sim/faults.js';
import { dropNextAnswer } from '../../../src/sim/network-faults.js';
import { brokerNode } from '../../../src/sim/world.js';
import { type ListenerAction, names, StoryClient } from './client.js';
import { has, number, offsets, partition, text, texts } from './fields.js';
import type { Cast, Perform } from './play.js';
import type { Actor, Stage } from './stage.js';
import { type Json, MalformedStory, type Step } from './story.js';
import type { Code } from './thread.js';
import { nodeName } from './world.js';

/** APIs whose answers a story may drop. */
const DROPPABLE = ['OffsetCommit', 'JoinGroup', 'SyncGroup', 'LeaveGroup', 'Heartbeat'] as const;

/** Steps of one client: most are calls on its application thread, some strike its process. */
export class ClientSteps implements Actor {
  private readonly starts = new Map<string, number>();
  /** Faults by whose strike a broker dies. */
  private readonly deadly: number[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly cast: Cast,
  ) {
    stage.actors.push(this);
  }

  table(): [string, Perform][] {
    const call = (name: string, code: (client: StoryClient, step: Step) => Code) =>
      [name, (step: Step) => this.queue(step, code)] as [string, Perform];
    return [
      ['start-consumer', (step) => this.startConsumer(step)],
      ['kill', (step) => this.kill(step)],
      ['freeze', (step) => this.stop(step)],
      ['thaw', (step) => this.goOn(step)],
      ['wakeup', (step) => this.wakeup(step)],
      ['drop-next-answer', (step) => this.dropAnswer(step)],
      call('subscribe', subscribe),
      call('unsubscribe', (c) => simple(c, { kind: 'unsubscribe' })),
      call('enforceRebalance', (c) => simple(c, { kind: 'enforceRebalance' })),
      call('seek', (c, step) => {
        const tp = partition(step, text(step, 'partition'));
        return simple(c, { kind: 'seek', tp, offset: number(step, 'offset') });
      }),
      ...(['assign', 'seekToBeginning', 'seekToEnd', 'pause', 'resume'] as const).map((kind) =>
        call(kind, (c, step) => {
          const partitions = texts(step, 'partitions').map((name) => partition(step, name));
          return simple(c, { kind, partitions });
        }),
      ),
      call('position', (c, step) => position(c, number(step, 'ms'))),
      call('paused', paused),
      call('lag', lag),
      call('poll', pollOnce),
      call('pollFor', (c, step) => c.pollFor(number(step, 'count'), number(step, 'ms'))),
      call('loop', loop),
      call('stopLoop', stopLoop),
      call('process', process),
      call('sleep', sleep),
      call('commitSync', (c, step) =>
        c.commitSync(offsets(step, 'offsets'), has(step, 'ms') ? number(step, 'ms') : null),
      ),
      call('commitAsync', (c, step) =>
        simple(c, {
          kind: 'commitAsync',
          offsets: offsets(step, 'offsets'),
          tag: text(step, 'tag'),
        }),
      ),
      call('close', (c, step) => c.close(closeOption(step))),
    ];
  }

  /** Brokers that die because of an answer that was lost. */
  react(): boolean {
    const { struck } = this.stage.world.network;
    const at = this.deadly.findIndex((fault) => struck.has(fault));
    if (at < 0) return false;
    const [fault = 0] = this.deadly.splice(at, 1);
    this.stage.apply((world, out) => {
      const node = brokerNode(world, struck.get(fault)?.broker ?? 0);
      if (node !== undefined) crash(world, node, out);
    });
    const why = 'its answer to the commit was dropped';
    this.stage.history.add('broker', 'killed', { why });
    return true;
  }

  private queue(step: Step, code: (client: StoryClient, step: Step) => Code): () => boolean {
    const client = this.client(step);
    return client.thread.queueStep(code(client, step));
  }

  private client(step: Step): StoryClient {
    const client = this.cast.get(text(step, 'consumer'));
    if (client === undefined) throw new MalformedStory(`${step.where}: it was never started`);
    return client;
  }

  private startConsumer(step: Step): null {
    const name = text(step, 'consumer');
    const n = (this.starts.get(name) ?? 0) + 1;
    this.starts.set(name, n);
    const client = new StoryClient(this.stage, name, nodeName(name, n));
    client.thread.onProcess((node, world, out) => start(world, node, out));
    this.cast.set(name, client);
    this.stage.actors.push(client.thread);
    return null;
  }

  private kill(step: Step): null {
    const client = this.client(step);
    client.thread.onProcess((node, world, out) => crash(world, node, out));
    client.killed();
    return null;
  }

  private stop(step: Step): null {
    this.client(step).thread.onProcess((node, world, out) => freeze(world, node, out));
    return null;
  }

  private goOn(step: Step): null {
    this.client(step).thread.onProcess((node, world, out) => thaw(world, node, out));
    return null;
  }

  /** From another thread, at once. */
  private wakeup(step: Step): null {
    this.client(step).thread.onProcess((node, world, out) =>
      callConsumer(world, node, { kind: 'wakeup' }, out),
    );
    return null;
  }

  private dropAnswer(step: Step): null {
    const api = DROPPABLE.find((known) => known === text(step, 'api'));
    if (api === undefined) throw new MalformedStory(`${step.where}: the api is not understood`);
    this.client(step).thread.onProcess((node, world) => {
      const fault = dropNextAnswer(world, node, api);
      if (step.fields.thenKillBroker === true) this.deadly.push(fault);
    });
    return null;
  }
}

/** A call of the same name that reports nothing but an exception. */
function* simple(client: StoryClient, call: Call): Code {
  yield* client.invoke(call, call.kind);
}

function* subscribe(client: StoryClient, step: Step): Code {
  client.afterAssigned = listenerAction(step, 'afterAssigned');
  client.afterRevoked = listenerAction(step, 'afterRevoked');
  const call: Call = has(step, 'pattern')
    ? { kind: 'subscribe-pattern', pattern: text(step, 'pattern') }
    : { kind: 'subscribe', topics: texts(step, 'topics') };
  yield* client.invoke(call, 'subscribe');
}

function listenerAction(step: Step, field: string): ListenerAction {
  const action = step.fields[field] ?? '';
  if (action === '' || action === 'throw' || action === 'commitSync') return action;
  throw new MalformedStory(`${step.where}: ${field}: ${JSON.stringify(action)} is not understood`);
}

/** One event with the position of each assigned partition; the exception's class if there is none. */
function* position(client: StoryClient, ms: number): Code {
  const detail: { [partition: string]: Json } = {};
  for (const { tp } of client.partitions()) {
    const ending = yield { kind: 'position', tp, timeoutMs: ms };
    if (ending.kind === 'position') detail[tp.key] = ending.offset;
    else if (ending.kind === 'threw') detail[tp.key] = ending.exception.name;
  }
  client.report('position', detail);
}

function* paused(client: StoryClient): Code {
  const partitions = client.partitions().filter((p) => p.paused);
  client.report('paused', { partitions: names(partitions.map((p) => p.tp)) });
}

function* lag(client: StoryClient): Code {
  const detail: { [partition: string]: Json } = {};
  for (const { tp } of client.partitions()) {
    const ending = yield { kind: 'currentLag', tp };
    if (ending.kind === 'current-lag') detail[tp.key] = ending.lag;
  }
  client.report('current-lag', detail);
}

function* pollOnce(client: StoryClient, step: Step): Code {
  yield* client.poll(number(step, 'ms'), 'poll');
}

// biome-ignore lint/correctness/useYield: a step that calls nothing
function* loop(client: StoryClient, step: Step): Code {
  client.loop = { ms: number(step, 'ms'), process: step.fields.process === true };
}

// biome-ignore lint/correctness/useYield: a step that calls nothing
function* stopLoop(client: StoryClient): Code {
  client.loop = null;
}

// biome-ignore lint/correctness/useYield: a step that calls nothing
function* process(client: StoryClient, step: Step): Code {
  client.process(number(step, 'count'));
}

function* sleep(_client: StoryClient, step: Step): Code {
  yield { kind: 'sleep', ms: number(step, 'ms') };
}

function closeOption(step: Step): 'default' | 'leave-group' | 'remain-in-group' {
  switch (step.fields.option) {
    case undefined:
    case 'DEFAULT':
      return 'default';
    case 'LEAVE_GROUP':
      return 'leave-group';
    case 'REMAIN_IN_GROUP':
      return 'remain-in-group';
    default:
      throw new MalformedStory(`${step.where}: the option is not understood`);
  }
}
