import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly color?: boolean;
  /** The user presses Ctrl-C in the pause of this number, from 1. */
  readonly interruptAt?: number;
  /** Node has no memory left. */
  readonly heapIsFull?: boolean;
  /** Standard output is closed after so many writes. */
  readonly closeAfter?: number;
}

/** `cohort ARGS`, in this process. */
export async function cohort(args: readonly string[], world: World = {}): Promise<Ended> {
  let out = '';
  let err = '';
  let writes = 0;
  let pauses = 0;
  const lines = (world.stdin ?? '').split('\n');
  const isClosed = () => world.closeAfter !== undefined && writes >= world.closeAfter;
  const io: Io = {
    cwd: world.cwd ?? ROOT,
    shipped: join(ROOT, 'scenarios'),
    env: world.env ?? {},
    color: () => world.color === true,
    out: (text) => {
      if (isClosed()) return;
      writes += 1;
      out += text;
    },
    err: (text) => {
      err += text;
    },
    closed: isClosed,
    readStdin: (limit) => Buffer.from(world.stdin ?? '').subarray(0, limit + 1),
    readLine: () => lines.shift() ?? null,
    cores: () => 1,
    heapIsFull: () => world.heapIsFull === true,
    interrupted: async () => {
      pauses += 1;
      return pauses === world.interruptAt;
    },
  };
  const code = await run(args, io, () => import('../../src/cli/program.js'));
  return { code, out, err };
}

/** An empty directory, gone after the tests of this file. */
export function directory(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'cohort-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

export function read(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8');
}

const CAST = `topics:
  orders: { partitions: 1 }
producers:
  shop: { topic: orders, count: 3 }
consumers:
  c1: { group: billing, subscribe: [orders], auto.offset.reset: earliest, commit: sync-per-batch }
`;

/** Everything comes out as it says. */
export const HELD = `summary: one consumer reads three records
${CAST}steps:
  - start: [shop, c1]
  - until: billing is caught up
  - check: { no-loss: holds }
`;

/** A check does not. */
export const FAILED = HELD.replace('no-loss: holds', 'no-loss: violated');

/** Something that must happen does not. */
export const UNDECIDED = `${HELD}  - must-happen: { session expired: c1 }\n`;

/** Too long to be played in one slice. */
export const LONG = `summary: a long wait
${CAST.replace('count: 3', 'rate: 10/s')}limit: 1h
steps:
  - start: [shop, c1]
  - at: 50m
    crash: c1
  - check: { no-loss: holds }
`;

/** With tables that are wrong in every way in which one can be written. */
export const TABLES = `# A comment before.
summary: one consumer reads three records # and one behind
${CAST}steps:
  - start: [shop, c1]
  - until: billing is caught up
  # This one is wrong.
  - expect:
      describe: billing # of the group
      table: |
        nothing of the kind
  - expect: { describe: billing, state: true, table: "" }
  - check: { no-loss: holds } # the end
`;

/** Loses records to a crash, under most schedules: it hands them to other threads. */
export const LOSES = `summary: records handed to other threads are lost in a crash
topics:
  orders: { partitions: 2 }
producers:
  shop: { topic: orders, count: 30, keys: [ada, bob] }
consumers:
  c1:
    group: billing
    subscribe: [orders]
    auto.offset.reset: earliest
    auto.commit.interval.ms: 500
    processing: 200ms..400ms
    commit: hand-off
    workers: 2
steps:
  - start: [shop, c1]
  - at: 5s
    crash: c1
  - at: 7s
    restart: c1
  - until: billing is caught up
`;
