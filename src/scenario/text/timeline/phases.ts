import type { PartitionOffset } from '../../../protocol/facts.js';
import { Spans } from '../spans.js';
import { amount, offsetsText } from '../words.js';
import { COMMIT_CALLS } from './commit-calls.js';
import type { Deed } from './item.js';

type Verb = Deed['verb'];

/** What an actor did, step by step: "polls and processes 5 records: orders-0@0..4; commits offset 5 of orders-0". */
export function phasesText(phases: readonly (readonly Deed[])[], often = ''): string {
  const clauses: string[] = [];
  for (let i = 0; i < phases.length; i++) {
    const deeds = phases[i] ?? [];
    const next = phases[i + 1] ?? [];
    if (isPolledAndProcessed(deeds, next)) {
      clauses.push(recordsText('polls and processes', deeds));
      i += 1; // the next one is told
    } else {
      clauses.push(clause(deeds, often));
    }
  }
  return clauses.join('; ');
}

/** The same summed up, each verb once, in the order in which they were first done. */
export function aggregateText(phases: readonly (readonly Deed[])[]): string {
  const byVerb = new Map<Verb, Deed[]>();
  for (const deed of phases.flat()) {
    const same = byVerb.get(deed.verb);
    if (same === undefined) byVerb.set(deed.verb, [deed]);
    else same.push(deed);
  }
  return phasesText([...byVerb.values()], cadence(phases));
}

const STEPS: Partial<Record<Verb, string>> = { polls: 'p', processes: 'x', commits: 'c' };

/** How often somebody commits who polls, processes and commits in turn; '' if that is not what he does. */
function cadence(phases: readonly (readonly Deed[])[]): string {
  const steps = phases.map(([deed]) => (deed && STEPS[deed.verb]) ?? '?').join('');
  if (/^(pxc){2,}$/.test(steps)) return 'after each batch';
  if (!/^(p(xc)+)+$/.test(steps)) return '';
  const processed = phases.filter(([deed]) => deed?.verb === 'processes');
  return processed.every((deeds) => spansOf(deeds).count === 1) ? 'after each record' : '';
}

function clause(deeds: readonly Deed[], often: string): string {
  const [first] = deeds;
  if (first === undefined) return '';
  switch (first.verb) {
    case 'commits':
      return commitsText(
        deeds.filter((deed) => deed.verb === 'commits'),
        often,
      );
    case 'hums':
      return `… ${humsText(deeds.filter((deed) => deed.verb === 'hums'))}`;
    case 'writes':
      return recordsText('writes the effect of', deeds);
    default:
      return recordsText(first.verb, deeds);
  }
}

function spansOf(deeds: readonly Deed[]): Spans {
  const spans = new Spans();
  for (const deed of deeds) if ('records' in deed) spans.add(deed.records);
  return spans;
}

function recordsText(words: string, deeds: readonly Deed[]): string {
  const spans = spansOf(deeds);
  return `${words} ${amount(spans.count, 'record')}: ${spans.text()}`;
}

/** Everything that was polled was processed right after, and nothing else. */
function isPolledAndProcessed(deeds: readonly Deed[], next: readonly Deed[]): boolean {
  if (deeds[0]?.verb !== 'polls' || next[0]?.verb !== 'processes') return false;
  const polled = spansOf(deeds);
  const processed = spansOf(next);
  return polled.count === processed.count && polled.text() === processed.text();
}

/** One commit with its offsets, or how many (`after each batch`) there were and where they ended. */
function commitsText(
  commits: readonly Extract<Deed, { verb: 'commits' }>[],
  often: string,
): string {
  const calls = [...new Set(commits.map(({ commit }) => COMMIT_CALLS[commit]))].join(', ');
  const last = new Map<string, PartitionOffset>();
  for (const { offsets } of commits) for (const o of offsets) last.set(o.tp.key, o);
  const offsets = offsetsText([...last.values()]);
  if (commits.length === 1) return `commits ${offsets} (${calls})`;
  const many = often === '' ? `${commits.length} times` : often;
  return `commits ${many}, at last ${offsets} (${calls})`;
}

function humsText(hums: readonly Extract<Deed, { verb: 'hums' }>[]): string {
  const counts = new Map<string, number>();
  for (const { what } of hums) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].map(([what, n]) => amount(n, what)).join(', ');
}
