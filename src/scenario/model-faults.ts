import type { CrashLoss } from '../broker/disk.js';
import type { ErrorName } from '../protocol/errors.js';
import type { TopicPartition } from '../protocol/topic-partition.js';
import type { ClockChange } from '../sim/set-clock.js';
import type { ChaosFault } from './fault-words.js';
import type { MsRange } from './model.js';
import type { ApiName } from './model-conditions.js';

export type FaultAction = ProcessFault | ClockAction | ClusterAction | LinkAction | MessageAction;

/** Random faults for a while, and then none: everything is healed, and everybody runs again. */
export interface ChaosAction {
  readonly kind: 'chaos';
  readonly forMs: number;
  /** From one fault to the next. */
  readonly every: MsRange;
  /** How long one lasts. */
  readonly lasting: MsRange;
  /** How often each comes, in comparison. */
  readonly weights: ReadonlyMap<ChaosFault, number>;
  /** Whole kinds of fault are switched on or off for a run, by a draw each. */
  readonly swarm: boolean;
  /** So many brokers at most are down, frozen or isolated at a time. */
  readonly brokersDown: number;
  /** What a broker's crash takes with it. */
  readonly lose: CrashLoss;
}

/** Coordinator and leader are looked up when the fault happens. */
export type FaultTarget =
  | { readonly kind: 'consumer' | 'producer'; readonly name: string }
  | { readonly kind: 'broker'; readonly broker: number }
  | { readonly kind: 'coordinator'; readonly group: string }
  | { readonly kind: 'leader'; readonly tp: TopicPartition }
  | { readonly kind: 'controller' }
  /** Each of them. */
  | { readonly kind: 'brokers' | 'consumers' | 'producers' };

export type ProcessFault =
  | { readonly kind: 'restart' | 'thaw'; readonly targets: readonly FaultTarget[] }
  | { readonly kind: 'crash'; readonly targets: readonly FaultTarget[]; readonly lose: CrashLoss }
  /** Stop-the-world; thaws by itself after forMs, null: when a step says so. */
  | {
      readonly kind: 'freeze';
      readonly targets: readonly FaultTarget[];
      readonly forMs: number | null;
    };

/** Somebody sets a clock; what is null stays as it is. */
export interface ClockAction extends ClockChange {
  readonly kind: 'set-clock';
  readonly target: FaultTarget;
}

/** What an operator does with brokers and replicas. */
export type ClusterAction =
  | { readonly kind: 'shut-down'; readonly targets: readonly FaultTarget[] }
  | {
      readonly kind: 'elect-leader';
      readonly tp: TopicPartition;
      readonly election: 'preferred' | 'unclean';
    }
  /** Broker ids, the preferred leader first. */
  | { readonly kind: 'reassign'; readonly tp: TopicPartition; readonly replicas: readonly number[] }
  | { readonly kind: 'move-coordinator'; readonly group: string; readonly broker: number };

/** Which links: from each of one set to each of another, or also back. */
export interface LinkRef {
  readonly from: readonly FaultTarget[];
  readonly to: readonly FaultTarget[];
  readonly bothWays: boolean;
}

/** forMs null: until a step heals it. */
export type LinkAction =
  | { readonly kind: 'cut'; readonly links: LinkRef; readonly forMs: number | null }
  | {
      readonly kind: 'slow';
      readonly links: LinkRef;
      readonly by: MsRange;
      readonly tail: { readonly percent: number; readonly ms: number };
      readonly forMs: number | null;
    }
  | {
      readonly kind: 'lossy' | 'duplicating';
      readonly links: LinkRef;
      readonly percent: number;
      readonly forMs: number | null;
    }
  /** Nothing passes between the sides, in either direction. Nodes on no side talk to everybody. */
  | {
      readonly kind: 'split';
      readonly sides: readonly (readonly FaultTarget[])[];
      readonly forMs: number | null;
    }
  /** These nodes together, from all others. */
  | {
      readonly kind: 'isolate';
      readonly targets: readonly FaultTarget[];
      readonly forMs: number | null;
    }
  /** Takes away faults of links: those that concern these nodes; null: all. */
  | { readonly kind: 'heal'; readonly targets: readonly FaultTarget[] | null }
  | { readonly kind: 'close-connection'; readonly between: readonly [FaultTarget, FaultTarget] };

/** Requests, found by who sends what to whom. */
export interface MessageRef {
  readonly api: ApiName;
  /** Consumers, producers or groups; empty: any client. */
  readonly of: readonly string[];
  /** The brokers asked; empty: any. */
  readonly to: readonly FaultTarget[];
}

export type MessageAction =
  | {
      readonly kind:
        | 'lose-request'
        | 'lose-reply'
        | 'delay-request'
        | 'delay-reply'
        | 'duplicate-request'
        | 'fail'
        | 'reply-with'
        | 'hold-request'
        | 'hold-reply';
      readonly messages: MessageRef;
      /** From the n-th on, counted from this step; 1 is the next. */
      readonly nth: number;
      /** So many; null: all that come. */
      readonly times: number | null;
      /** Of delay-…: how much later. 0 otherwise. */
      readonly byMs: number;
      /** Of fail and reply-with. */
      readonly error: ErrorName | null;
      /** Of lose-…: the connection stays open, the sender waits for its timeout. */
      readonly quietly: boolean;
    }
  /** null: everything that is held. */
  | { readonly kind: 'release'; readonly messages: MessageRef | null };

export type MessageFaultKind = Exclude<MessageAction['kind'], 'release'>;
