import { type CoordinatorState, nextCoordinatorDeadline } from '../../src/coordinator/service.js';
import type { JsonObject } from './json.js';

/** How often an event met a group in a state: what no transcript exercises shows as a hole. */
export class Coverage {
  readonly #counts = new Map<string, Map<string, number>>();

  saw(state: string, event: string): void {
    const row = this.#counts.get(event) ?? new Map<string, number>();
    row.set(state, (row.get(state) ?? 0) + 1);
    this.#counts.set(event, row);
  }

  /** A table: a row for each event, a column for each state. */
  table(): string {
    const width = Math.max(...[...this.#counts.keys()].map((event) => event.length), 5);
    const header = [''.padEnd(width), ...STATES.map((state) => state.padStart(COLUMN))].join(' ');
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = rows.map(([event, row]) => {
      const cells = STATES.map((state) => String(row.get(state) ?? '.').padStart(COLUMN));
      return [event.padEnd(width), ...cells].join(' ');
    });
    return [header, ...lines].join('\n');
  }
}

const COLUMN = 19;

const STATES = [
  'not here',
  'loading',
  'absent',
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
];

/** The state that a request meets: of its group, or of the first group it names. */
export function stateSeenBy(state: CoordinatorState, api: string, body: JsonObject): string {
  const named = body.groupsNames ?? body.groups ?? body.groupIds ?? [body.groupId ?? ''];
  const first = Array.isArray(named) ? named[0] : '';
  const groupId = typeof first === 'string' ? first : String((first as JsonObject)?.groupId ?? ''); // OffsetFetch lists objects
  return api === 'CompleteTransaction' ? shardState(state) : groupState(state, groupId);
}

/** The state that the next timer meets, and what kind it is: a waiting answer that gives up is one too. */
export function stateSeenByTimer(state: CoordinatorState): [string, string] {
  const timer = state.timers.heap[0];
  const due = nextCoordinatorDeadline(state);
  if (timer === undefined || (due !== undefined && due < timer.at))
    return [shardState(state), 'timer: commit timeout'];
  return [groupState(state, timer.fire.groupId), `timer: ${timer.fire.kind}`];
}

function shardState(state: CoordinatorState): string {
  const shard = state.shards.get(0);
  if (shard === undefined) return 'not here';
  return shard.status === 'Loading' ? 'loading' : 'absent';
}

function groupState(state: CoordinatorState, groupId: string): string {
  return state.shards.get(0)?.groups.get(groupId)?.state ?? shardState(state);
}
