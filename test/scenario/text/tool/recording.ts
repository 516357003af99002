import { readFileSync } from 'node:fs';
import type { ToolOutput } from '../../../../src/scenario/text/tool/table.js';

const text = readFileSync(new URL('tool-output.md', import.meta.url), 'utf8').replaceAll('\r', '');

/** What Kafka's tool printed for these arguments, with our coordinator's address in the place of the recorded one. */
export function recorded(args: string): ToolOutput {
  const section = text.split(/^## /m).find((part) => part.startsWith(`\`${args}\` (exit 0)\n`));
  if (section === undefined) throw new Error(`nothing is recorded for ${args}`);
  const [out = '', err = ''] = [...section.matchAll(/^```\n(.*?)^```$/gms)].map(([, body]) => body);
  return { out: linesOf(out), err: linesOf(err) };
}

function linesOf(body: string): string[] {
  return body === '' ? [] : body.replace(/\n$/, '').split('\n').map(ourCoordinator);
}

/** Addresses differ, the width of their column does not. */
function ourCoordinator(line: string): string {
  return line.replace(/127\.0\.0\.1:33507 {2}\(1\) */, 'broker-1:9092  (1)'.padEnd(26));
}
