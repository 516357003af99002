import type { Finding } from '../../../check/verdict.js';
import type { Position } from '../../model.js';
import type {
  CheckResult,
  ExpectationResult,
  MustHappenResult,
  RunResult,
  UnfiredStep,
} from '../../result.js';
import type { Paint, Tone } from '../color.js';
import { secondsText } from '../words.js';
import { expectationText, inWords } from './expectation-text.js';
import { lineDiff } from './line-diff.js';
import { mustHappenText } from './must-happen-text.js';
import { unfiredText } from './unfired-text.js';

/** Findings of one check that are told; the rest is counted. */
const MOST_FINDINGS = 3;

/** What a line of the verdict begins with. */
const SIGNS = { ok: 'ok  ', failed: 'FAIL', undecided: '?   ' } as const;
const TONES: Readonly<Record<keyof typeof SIGNS, Tone>> = {
  ok: 'good',
  failed: 'fault',
  undecided: 'consequence',
};

/** Tells what was judged, one block each. */
export class Judgement {
  readonly lines: string[] = [];
  /** Which check has told these findings. */
  private readonly told = new Map<string, string>();

  constructor(
    private readonly result: RunResult,
    private readonly paint: Paint,
  ) {}

  expectation({ action, at, ok, expected, actual }: ExpectationResult): void {
    const { fact, position } = action;
    const place = `${this.place(position)}at ${secondsText(at)}: `;
    const isTable = fact.kind === 'describe';
    const what = expectationText(fact, expected);
    this.say(ok ? 'ok' : 'failed', `${place}${what}${ok || !isTable ? '' : ' is not as expected'}`);
    if (ok) return;
    if (isTable) this.table(expected, actual);
    else this.sides(what, inWords(fact, actual));
  }

  mustHappen({ action, ok, at }: MustHappenResult): void {
    const place = this.place(action.position);
    const when = ok ? `at ${secondsText(at)}: ` : 'never happened: ';
    this.say(ok ? 'ok' : 'undecided', `${place}${when}${mustHappenText(action.event)}`);
  }

  check({ action, verdict, ok }: CheckResult): void {
    const place = this.place(action.position);
    const group = action.group === null ? '' : ` of group ${action.group}`;
    const name = `${action.property}${group}`;
    if (ok === null) {
      this.say('undecided', `${place}${name} ${SHOULD[action.verdict]}, but it cannot be told yet`);
    } else if (ok) {
      this.say('ok', `${place}${name} ${IS[verdict.status]} as expected`);
    } else {
      this.say('failed', `${place}${name} ${SHOULD[action.verdict]}, but ${IT[verdict.status]}`);
    }
    const told = verdict.findings.length > 0 ? verdict.findings : ok ? [] : verdict.notes;
    this.findings(name, told);
  }

  unfired(step: UnfiredStep): void {
    this.say('undecided', `${this.place(step.position)}${unfiredText(step)}`);
  }

  /** What one check found another often finds too: it stands there once. */
  private findings(name: string, findings: readonly Finding[]): void {
    const all = findings.map(({ sentence }) => sentence).join('\n');
    const before = this.told.get(all);
    if (before !== undefined) {
      this.detail(`The same as under ${before}.`);
      return;
    }
    if (all !== '') this.told.set(all, name);
    for (const { sentence } of findings.slice(0, MOST_FINDINGS)) this.detail(sentence);
    const more = findings.length - MOST_FINDINGS;
    if (more > 0) this.detail(`… and ${more} more like ${more === 1 ? 'it' : 'them'}.`);
  }

  private table(expected: string, actual: string): void {
    this.detail('- expected   + found');
    for (const { sign, text } of lineDiff(expected, actual)) {
      const tone = sign === '-' ? 'good' : 'fault';
      const line = `${sign} ${text}`.trimEnd();
      this.detail(sign === ' ' ? line : this.paint(tone, line));
    }
  }

  private sides(expected: string, actual: string): void {
    this.detail(`expected: ${expected}`);
    this.detail(`found:    ${actual}`);
  }

  private say(sign: keyof typeof SIGNS, text: string): void {
    this.lines.push(`  ${this.paint(TONES[sign], SIGNS[sign])}  ${text}`);
  }

  private detail(text: string): void {
    this.lines.push(`          ${text}`);
  }

  /** `crash-before-commit.yaml:25: `; nothing for a scenario that was built. */
  private place(position: Position | null): string {
    const { file } = this.result.scenario;
    if (position === null) return '';
    return file === '' ? `line ${position.line}: ` : `${file}:${position.line}: `;
  }
}

const IS = { holds: 'holds', violated: 'is violated', undecided: 'is undecided' };
const IT = { holds: 'it holds', violated: 'it is violated', undecided: 'it is undecided' };
const SHOULD = { holds: 'should hold', violated: 'should be violated' };
