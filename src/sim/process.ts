import type { AppContext } from '../app/context.js';
import type { AppState } from '../app/state.js';
import { appEvent, appTimer } from '../app/step.js';
import type { StoreState } from '../app/store.js';
import { commitCallbacks, consumerCall, nextCommitCallback } from '../client/consumer/call.js';
import type { AppEvent, Call } from '../client/consumer/calls.js';
import type { ConsumerState } from '../client/consumer/state.js';
import { consumerReceive, consumerTimer } from '../client/consumer/step.js';
import { Envelope } from '../protocol/messages.js';
import { nextDeadline } from '../util/few-timers.js';
import type { Dispatch } from './dispatch.js';
import { type ConsumerNode, type ConsumerProcess, NEVER } from './world.js';

/** What makes a consumer's process move: a message, a timer of the client or the application, a call from outside. */
export type ProcessInput = Envelope | 'timer' | Call;

/**
 * One step of a consumer's process: the input, and then what passes to and fro between client and application until
 * both wait. `died`: the application killed the process.
 */
export function consumerStep(
  node: ConsumerNode,
  process: ConsumerProcess,
  now: number,
  input: ProcessInput,
  out: Dispatch,
): 'alive' | 'died' {
  const events: AppEvent[] = [];
  const { consumer } = process;
  if (input instanceof Envelope) consumerReceive(consumer, now, input, out, events);
  else if (input !== 'timer') consumerCall(consumer, now, input, out, events);
  else if (clientIsDue(process, now)) consumerTimer(consumer, now, out, events);
  else return applicationStep(node, process, now, out, events, true);
  if (events.length === 0) return 'alive'; // the application has nothing to do with it
  if (process.told !== null) return tell(node, process, process.told, events);
  return applicationStep(node, process, now, out, events, false);
}

/** The application is driven from outside: it finds there what its client told it. */
function tell(
  node: ConsumerNode,
  { consumer }: ConsumerProcess,
  told: AppEvent[],
  events: readonly AppEvent[],
): 'alive' {
  told.push(...events);
  if (consumer.closed && node.status === 'running') end(node);
  return 'alive';
}

/** The client's timers go before the application's. */
function clientIsDue({ consumer }: ConsumerProcess, now: number): boolean {
  const due = nextDeadline(consumer.timers);
  return due !== undefined && due <= now;
}

/** The application's turn: its timer, and what its client tells it until both wait. */
function applicationStep(
  node: ConsumerNode,
  process: ConsumerProcess,
  now: number,
  out: Dispatch,
  events: AppEvent[],
  timer: boolean,
): 'alive' | 'died' {
  const context = new ProcessContext(node, process, now, out, events);
  const program = out.programs?.of(node);
  if (timer && program === undefined) appTimer(context);
  else if (timer) program?.timer(context);
  for (let i = 0; i < events.length && !context.dead; i++) {
    const event = events[i] as AppEvent; // i < length; the list grows meanwhile
    if (program === undefined) appEvent(context, event);
    else program.event(context, event);
  }
  if (context.dead) return 'died';
  if (process.consumer.closed && node.status === 'running') end(node);
  return 'alive';
}

/** close() returned: the process ends. */
function end(node: ConsumerNode): void {
  node.status = 'ended';
  node.incarnation += 1;
  node.wakeAt = NEVER;
}

/** The application's side of one step. */
class ProcessContext implements AppContext {
  dead = false;

  constructor(
    private readonly node: ConsumerNode,
    private readonly process: ConsumerProcess,
    readonly now: number,
    readonly out: Dispatch,
    private readonly events: AppEvent[],
  ) {}

  get app(): AppState {
    return this.process.app;
  }

  get name(): string {
    return this.node.name;
  }

  get group(): string {
    return this.node.spec.config.groupId ?? '';
  }

  get subscribed(): boolean {
    return this.process.consumer.subscription.kind !== 'none';
  }

  get store(): StoreState | null {
    if (this.app.spec.store === null) return null;
    return this.out.world.stores.get(this.group) ?? null;
  }

  get failed(): Set<string> {
    return this.node.failed;
  }

  call(call: Call): void {
    // An application of a user takes them by itself: they are its own.
    if (call.kind === 'commitAsync' && this.out.programs?.of(this.node) === undefined) {
      for (const event of commitCallbacks(this.process.consumer, this.now, this.out)) {
        appEvent(this, event);
      }
    }
    consumerCall(this.process.consumer, this.now, call, this.out, this.events);
  }

  callNow(call: Call): AppEvent[] {
    const before = this.events.length;
    this.call(call);
    return this.events.splice(before);
  }

  nextCommitCallback(): AppEvent | undefined {
    return nextCommitCallback(this.process.consumer, this.now, this.out);
  }

  get consumer(): ConsumerState {
    return this.process.consumer;
  }

  die(): void {
    this.dead = true;
  }
}
