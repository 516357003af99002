import type { PartitionOffset } from '../../../protocol/facts.js';
import { Spans } from '../spans.js';
import { amount, offsetsText, secondsText } from '../words.js';
import type { Deed, Item, Line } from './item.js';
import { COMMIT_CALLS } from './tell-commit.js';

/** Small things are folded over at most this long. */
const WINDOW_MS = 1000;

/**
 * Folds what is small: the deeds of one actor become one line, as long as nothing else happens and for a second at
 * most. What an actor did keeps its order of beginning: "commits …, processes …" is not "processes …, commits …".
 */
export function foldDeeds(items: readonly Item[]): Line[] {
  const lines: Line[] = [];
  let run = new Map<string, Fold>();
  let since = 0;
  const flush = () => {
    for (const fold of run.values()) lines.push(fold.line());
    run = new Map();
  };
  for (const item of items) {
    if (run.size > 0 && (item.form === 'line' || item.at >= since + WINDOW_MS)) flush();
    if (item.form === 'line') {
      lines.push(item);
      continue;
    }
    if (run.size === 0) since = item.at;
    const key = item.verb === 'hums' ? '…' : item.actor;
    const fold = run.get(key) ?? new Fold(item);
    run.set(key, fold);
    fold.add(item);
  }
  flush();
  return lines;
}

type Verb = Deed['verb'];

/** What one actor did for a while. */
class Fold {
  private readonly records = new Map<Verb, Spans>();
  private readonly commits: Extract<Deed, { verb: 'commits' }>[] = [];
  private readonly hums = new Map<string, number>();
  private readonly order = new Set<Verb>();
  private until: number;

  constructor(private readonly first: Deed) {
    this.until = first.at;
  }

  add(deed: Deed): void {
    this.until = deed.at;
    this.order.add(deed.verb);
    if (deed.verb === 'commits') {
      this.commits.push(deed);
    } else if (deed.verb === 'hums') {
      this.hums.set(deed.what, (this.hums.get(deed.what) ?? 0) + 1);
    } else {
      const spans = this.records.get(deed.verb) ?? new Spans();
      this.records.set(deed.verb, spans);
      spans.add(deed.records);
    }
  }

  line(): Line {
    const { at, event, kind, actor } = this.first;
    const clauses = [...this.order].flatMap((verb) => this.clause(verb));
    const until = this.until > at ? ` (until ${secondsText(this.until)})` : '';
    const who = this.hums.size > 0 ? '' : actor;
    const text = `${clauses.join('; ')}${until}`;
    return { form: 'line', at, event, kind, mark: '', actor: who, text, crowd: '' };
  }

  private clause(verb: Verb): string[] {
    switch (verb) {
      case 'sends':
        return [this.recordsText('sends', verb)];
      case 'polls':
        return this.isProcessedAtOnce()
          ? [this.recordsText('polls and processes', verb)]
          : [this.recordsText('polls', verb)];
      case 'processes':
        return this.isProcessedAtOnce() ? [] : [this.recordsText('processes', verb)];
      case 'writes':
        return [this.recordsText('writes the effect of', verb)];
      case 'commits':
        return [commitsText(this.commits)];
      case 'hums':
        return [`… ${[...this.hums].map(([what, n]) => amount(n, what)).join(', ')}`];
    }
  }

  /** Everything that was polled here was processed here too, and nothing else. */
  private isProcessedAtOnce(): boolean {
    const polled = this.records.get('polls')?.text();
    return polled !== undefined && polled === this.records.get('processes')?.text();
  }

  private recordsText(words: string, verb: Verb): string {
    const spans = this.records.get(verb) ?? new Spans();
    return `${words} ${amount(spans.count, 'record')}: ${spans.text()}`;
  }
}

/** One commit with its offsets, or how many there were and where they ended. */
function commitsText(commits: readonly Extract<Deed, { verb: 'commits' }>[]): string {
  const calls = [...new Set(commits.map(({ commit }) => COMMIT_CALLS[commit]))].join(', ');
  const last = new Map<string, PartitionOffset>();
  for (const { offsets } of commits) for (const o of offsets) last.set(o.tp.key, o);
  const offsets = offsetsText([...last.values()]);
  if (commits.length === 1) return `commits ${offsets} (${calls})`;
  return `commits ${commits.length} times, at last ${offsets} (${calls})`;
}
