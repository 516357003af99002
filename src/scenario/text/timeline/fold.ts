import type { Deed, Item, Line } from './item.js';
import { aggregateText, phasesText } from './phases.js';

/** These never begin a line of their own while another is open. */
const GOES_ON: readonly Deed['verb'][] = ['processes', 'commits', 'hums'];
/** An actor's line begins anew with what it sends or polls after so long. */
const WINDOW_MS = 1000;
/** To process a batch for so long is worth a line of its own. */
const LONG_BATCH_MS = 250;
/** What is polled after so long a wait is another story. */
const LONG_WAIT_MS = 750;
/** More steps than these are summed up. */
const MOST_PHASES = 4;

/**
 * Folds what is small: the deeds of one actor become one line, as long as nothing else happens. What it sends or
 * polls begins a new line after a second; to process and commit one batch may take as long as it takes.
 */
export function foldDeeds(items: readonly Item[]): Line[] {
  const lines: Line[] = [];
  let run: Fold[] = [];
  let open = new Map<string, Fold>();
  const flush = () => {
    // Stable: of two that began together, the one that was told first.
    run.sort((a, b) => a.first.at - b.first.at);
    for (const fold of run) lines.push(fold.line());
    run = [];
    open = new Map();
  };
  for (const item of items) {
    if (item.form === 'line') {
      flush();
      lines.push(item);
      continue;
    }
    let fold = open.get(item.actor);
    if (fold === undefined || fold.isFull(item)) {
      fold = new Fold(item);
      open.set(item.actor, fold);
      run.push(fold);
    }
    fold.add(item);
  }
  flush();
  return lines;
}

/** What one actor did for a while: phases of the same verb. */
class Fold {
  private readonly phases: Deed[][] = [];
  private until: number;
  private polledAt: number | null = null;

  constructor(readonly first: Deed) {
    this.until = first.at;
  }

  /** Whether this deed should begin a line of its own. */
  isFull(deed: Deed): boolean {
    // It is the next poll() that commits, before it hands out more.
    if (isAutoCommit(deed)) return this.polledAt !== null;
    if (GOES_ON.includes(deed.verb)) return false;
    if (deed.at >= this.first.at + WINDOW_MS) return true;
    if (deed.verb !== 'polls') return false;
    // Poll, process and commit are told in this order: no line ends with the beginning of a batch.
    if (this.polledAt === null) return !isAutoCommit(this.first) || deed.at > this.first.at;
    return this.until >= this.polledAt + LONG_BATCH_MS || deed.at >= this.until + LONG_WAIT_MS;
  }

  add(deed: Deed): void {
    this.until = deed.at;
    if (deed.verb === 'polls') this.polledAt = deed.at;
    const phase = this.phases.at(-1);
    if (phase?.[0]?.verb === deed.verb && deed.verb !== 'commits') phase.push(deed);
    else this.phases.push([deed]);
  }

  line(): Line {
    const { at, event, kind, actor } = this.first;
    const crowd =
      this.first.verb === 'hums'
        ? ''
        : 'more lines of records polled, processed, committed or sent';
    const batches = this.phases.filter(([deed]) => deed?.verb === 'polls').length;
    const isShort = this.phases.length <= MOST_PHASES && batches < 2;
    const text = isShort ? phasesText(this.phases) : aggregateText(this.phases);
    return { form: 'line', at, until: this.until, event, kind, mark: '', actor, text, crowd };
  }
}

function isAutoCommit(deed: Deed): boolean {
  return deed.verb === 'commits' && deed.commit === 'auto';
}
