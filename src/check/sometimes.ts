import type { Fact } from '../protocol/facts.js';
import type { FactOf, TracedFact } from '../protocol/trace.js';

/*
 * What some run of a search should have come to at least once: a search that never sees a zombie's commit refused says
 * nothing about zombies.
 */

/** Something that runs should come to sometimes. */
export interface Sometimes {
  readonly name: string;
  readonly sentence: string;
}

interface Watch<T extends Fact['type'] = Fact['type']> extends Sometimes {
  readonly types: readonly T[];
  readonly when: (fact: FactOf<T>, seen: Seen) => boolean;
}

/** What earlier facts of the run told. */
interface Seen {
  readonly removedMembers: Set<string>;
  /** `group clientId offsets` of commits that were stored. */
  readonly stored: Set<string>;
}

function watch<T extends Fact['type']>(
  name: string,
  sentence: string,
  type: T | readonly T[],
  when: (fact: FactOf<T>, seen: Seen) => boolean = () => true,
): Watch {
  const types = typeof type === 'string' ? [type] : type;
  // Called with facts of its own types only.
  return { name, sentence, types, when } as unknown as Watch;
}

const STATES = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'];
const COMMIT_ERRORS = [
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
];
const REMOVALS = [
  ['session-expired', 'session expired'],
  ['member-left', 'left'],
  ['rejoin-too-late', 'did not rejoin in time'],
  ['sync-too-late', 'did not sync in time'],
] as const;

const WATCHES: readonly Watch[] = [
  ...STATES.map((state) =>
    watch(
      `group-${kebab(state)}`,
      `A group became ${state}.`,
      'group state',
      ({ to }) => to === state,
    ),
  ),
  ...REMOVALS.map(([name, reason]) =>
    watch(name, `A member was removed: ${reason}.`, 'member removed', (f) => f.reason === reason),
  ),
  ...COMMIT_ERRORS.map((error) =>
    watch(
      `commit-refused-${error.toLowerCase().replaceAll('_', '-')}`,
      `A commit was refused with ${error}.`,
      // By the group, or by a broker that is not its coordinator or gave it up meanwhile: only the consumer tells that.
      ['offsets refused', 'commit error'],
      (fact) => fact.error === error,
    ),
  ),
  watch(
    'zombie-commit-refused',
    'A member that had been removed committed, and was refused.',
    'offsets refused',
    ({ memberId }, { removedMembers }) => removedMembers.has(memberId),
  ),
  watch(
    'commit-stored-unanswered',
    'A commit was stored, and its consumer was told that it failed.',
    'commit failed',
    ({ group, offsets }, { stored }) => stored.has(commitKey(group, offsets)),
  ),
  watch('partitions-lost', 'A consumer lost partitions (onPartitionsLost).', 'lost'),
  watch('static-member-replaced', 'A static member was replaced.', 'static member replaced'),
  watch('max-poll-interval-exceeded', 'A consumer polled too late.', 'max poll interval exceeded'),
  watch('coordinator-moved', 'A coordinator gave up its groups.', 'coordinator unloaded'),
  watch(
    'offset-reset',
    'A position was set by auto.offset.reset.',
    'position',
    (f) => f.cause === 'reset',
  ),
  watch(
    'consumer-truncated',
    'A consumer went back to where the logs diverged.',
    'position',
    (fact) => fact.cause === 'truncated',
  ),
  watch('offsets-removed', 'Committed offsets expired or were deleted.', 'offsets removed'),
  watch('leader-elected', 'A leader was elected.', 'leader elected', (f) => f.leader >= 0),
  watch('unclean-election', 'A leader was elected out of sync.', 'leader elected', (f) => !f.clean),
  watch(
    'isr-shrunk',
    'In-sync replicas became fewer.',
    'isr changed',
    (f) => f.isr.length < f.from.length,
  ),
  watch('log-truncated', 'A replica lost the tail of its log.', 'truncated'),
  watch('send-failed', 'A producer gave records up.', 'send failed'),
  watch('process-crashed', 'A process crashed.', 'crashed'),
  watch('process-frozen', 'A process was frozen.', 'frozen'),
  watch('processing-failed', 'The processing of a record failed.', 'processing failed'),
  watch('link-cut', 'A link was cut.', 'link fault', (f) => f.effect === 'cut'),
  watch('message-struck', 'A request or answer was lost, delayed or repeated.', 'message fault'),
];

const BY_TYPE = new Map<Fact['type'], Watch[]>();
for (const one of WATCHES) {
  for (const type of one.types) {
    const list = BY_TYPE.get(type);
    if (list === undefined) BY_TYPE.set(type, [one]);
    else list.push(one);
  }
}

/** All of them, in the order of the table. */
export const SOMETIMES: readonly Sometimes[] = WATCHES;

/** The names of what a run came to, each once, in the order of the table. */
export function seenIn(facts: readonly TracedFact[]): string[] {
  const names = new Set<string>();
  const seen: Seen = { removedMembers: new Set(), stored: new Set() };
  for (const { fact } of facts) {
    for (const one of BY_TYPE.get(fact.type) ?? []) {
      if (!names.has(one.name) && one.when(fact, seen)) names.add(one.name);
    }
    if (fact.type === 'member removed') seen.removedMembers.add(fact.memberId);
    if (fact.type === 'offsets stored') seen.stored.add(commitKey(fact.group, fact.offsets));
  }
  return WATCHES.map(({ name }) => name).filter((name) => names.has(name));
}

function commitKey(group: string, offsets: FactOf<'offsets stored'>['offsets']): string {
  return `${group} ${offsets.map(({ tp, offset }) => `${tp.key}@${offset}`).join()}`;
}

function kebab(state: string): string {
  return state.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
