import type { TracedFact } from '../../protocol/trace.js';
import type { Trace, TracedMessage } from '../../sim/trace.js';
import type { Position } from '../model.js';
import type {
  CheckResult,
  ExpectationResult,
  MustHappenResult,
  RunResult,
  UnfiredStep,
} from '../result.js';
import { mustHappenText } from './judgement/must-happen-text.js';
import { stableJson } from './stable-json.js';

/** Version of the shape; docs/json.md describes it. It changes when a field goes or means something else. */
export const JSON_VERSION = 1;

/** The lines of `cohort run --json`: one JSON object each, described in docs/json.md. */
export function jsonLines(result: RunResult): string[] {
  const { scenario, seed } = result;
  const { file, summary, watchFor } = scenario;
  return [
    row('scenario', { file, summary, watchFor, seed }),
    ...result.trace.facts.map(factLine),
    ...result.expectations.map(expectationLine),
    ...result.mustHappen.map(mustHappenLine),
    ...result.checks.map(checkLine),
    ...result.unfired.map(unfiredLine),
    row('verdict', {
      outcome: result.outcome,
      at: result.ending.at,
      lastNewsAt: result.lastNewsAt,
      events: result.world.events,
      ending: result.ending.how,
      seed,
      choices: result.choices,
    }),
  ];
}

/**
 * The lines of `--trace FILE`: facts and, if they were kept, messages, in the order of the run: an event begins with
 * its message. `nodes` names the nodes by number.
 */
export function traceLines(
  trace: Pick<Trace, 'facts' | 'messages'>,
  nodes: readonly string[],
): string[] {
  const lines: string[] = [];
  const { facts } = trace;
  let next = 0;
  for (const message of trace.messages ?? []) {
    for (
      let told = facts[next];
      told !== undefined && isBefore(told, message);
      told = facts[next]
    ) {
      lines.push(factLine(told));
      next += 1;
    }
    lines.push(messageLine(message, nodes));
  }
  for (const told of facts.slice(next)) lines.push(factLine(told));
  return lines;
}

function isBefore(told: TracedFact, message: TracedMessage): boolean {
  return told.at < message.at || (told.at === message.at && told.event < message.event);
}

function row(type: string, fields: Readonly<Record<string, unknown>>): string {
  return stableJson({ v: JSON_VERSION, type, ...fields });
}

function factLine({ at, event, node, fact }: TracedFact): string {
  return row('fact', { at, event, node, fact });
}

function messageLine({ at, event, envelope, delivered }: TracedMessage, nodes: readonly string[]) {
  const { kind, api, version, correlationId, clientId, body, from, to } = envelope;
  const name = (number: number) => nodes[number] ?? `node ${number}`;
  const ends = { from: name(from), to: name(to), delivered };
  const what = { kind, api, version, correlationId, clientId, body };
  return row('message', { at, event, ...ends, ...what });
}

function expectationLine({ action, at, ok, expected, actual }: ExpectationResult): string {
  const { fact, position } = action;
  return row('expectation', { at, line: lineOf(position), what: fact.kind, ok, expected, actual });
}

function mustHappenLine({ action, ok, at }: MustHappenResult): string {
  const { event, position } = action;
  const when = ok ? at : null;
  const what = event.kind;
  return row('must-happen', {
    at: when,
    line: lineOf(position),
    what,
    ok,
    text: mustHappenText(event),
  });
}

function checkLine({ action, verdict, ok }: CheckResult): string {
  const { property, group, position } = action;
  return row('check', {
    line: lineOf(position),
    property,
    group,
    expected: action.verdict,
    status: verdict.status,
    ok,
    findings: verdict.findings,
    notes: verdict.notes,
  });
}

function unfiredLine({ position, what }: UnfiredStep): string {
  return row('unfired', { line: lineOf(position), what });
}

function lineOf(position: Position | null): number | null {
  return position?.line ?? null;
}
