import { type Constrained, give } from './sticky-quotas.js';
import { sharesRack } from './sticky-racks.js';

/** Gives each partition to a member in its rack as long as quotas allow; returns those that found none. */
export function assignWithinRacks(state: Constrained, unassigned: readonly number[]): number[] {
  const left: number[] = [];
  let next = 0;
  for (const id of unassigned) {
    const at = nextInRack(state, id, state.underMin, next);
    if (at >= 0) next = fillUnderMin(state, id, at);
    else if (!fillExactlyMin(state, id)) left.push(id);
  }
  return left;
}

/** The first place in `members`, from `start` on and round again, of a member that shares a rack with `id`. */
function nextInRack(
  state: Constrained,
  id: number,
  members: readonly number[],
  start: number,
): number {
  for (let i = 0; i < members.length; i++) {
    const at = (start + i) % members.length;
    if (sharesRack(state.racks, members[at] ?? -1, id)) return at;
  }
  return -1;
}

/** Gives `id` to the member at `at` of those under the quota; returns where to look next. */
function fillUnderMin(state: Constrained, id: number, at: number): number {
  const m = state.underMin[at] ?? -1;
  const count = give(state, id, m);
  if (count < state.minQuota) return (at + 1) % state.underMin.length;
  state.underMin.splice(at, 1);
  if (count < state.maxQuota && state.overMin < state.expectedOverMin) state.exactlyMin.push(m);
  return state.underMin.length === 0 ? 0 : at % state.underMin.length;
}

/** Gives `id` to the first member at the lower quota that shares a rack with it, if there is one. */
function fillExactlyMin(state: Constrained, id: number): boolean {
  const at = nextInRack(state, id, state.exactlyMin, 0);
  const m = state.exactlyMin[at];
  if (m === undefined) return false;
  if (give(state, id, m) === state.maxQuota) {
    state.exactlyMin.splice(at, 1);
    state.overMin += 1;
    if (state.overMin === state.expectedOverMin) state.exactlyMin = [];
  }
  return true;
}
