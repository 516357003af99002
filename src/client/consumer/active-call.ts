import { LONG_AGO } from '../../util/time.js';
import type { ActiveCall } from './state.js';

const NO_OFFSETS: ActiveCall['offsets'] = Object.freeze([]);
const NOTHING = Object.freeze({});

/** A call that does not return at once. */
export function activeCall(
  kind: ActiveCall['kind'],
  deadline: number,
  more: Partial<Pick<ActiveCall, 'offsets' | 'tp' | 'closeOption' | 'listener'>> = NOTHING,
): ActiveCall {
  return {
    kind,
    deadline,
    offsets: more.offsets ?? NO_OFFSETS,
    tp: more.tp ?? null,
    closeOption: more.closeOption ?? 'default',
    listener: more.listener ?? null,
    commitId: 0,
    attempts: 0,
    retryAt: LONG_AGO,
    phase: 'start',
  };
}
