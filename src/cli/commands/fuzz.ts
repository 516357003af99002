import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PropertyName } from '../../scenario/model-steps.js';
import { printFile } from '../../scenario/print.js';
import { toVary } from '../../search/around.js';
import { type Campaign, type FailedRun, Player } from '../../search/campaign.js';
import {
  type Report,
  type ReportedFailure,
  reportLines,
  type Shard,
  toldOnce,
} from '../../search/report.js';
import { type Kept, whyNotKept } from '../../search/tell.js';
import { VERSION } from '../../search/version.js';
import { UserError } from '../../util/user-error.js';
import { differenceLines, linesOf } from '../differ.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Crew, localCrew, threadCrew } from '../fuzz/crew.js';
import { junitText } from '../fuzz/junit.js';
import { exitCodeOfReport, reportText } from '../fuzz/report-text.js';
import { search } from '../fuzz/search.js';
import { NONE_TOLD, tellAll } from '../fuzz/tell-all.js';
import { errLines, type Io, outLines } from '../io.js';
import { readScenario } from '../read-source.js';
import { expandTargets } from '../targets.js';
import { writeWhole } from '../write-file.js';

export interface FuzzFlags {
  readonly seed?: number;
  /** Planted in every run. */
  readonly bug?: string;
  readonly runs?: number;
  /** Real ms. */
  readonly budget?: number;
  readonly shard?: Shard;
  readonly workers?: number;
  readonly check?: readonly PropertyName[];
  /** What at least one run has to come to. */
  readonly mustSee?: readonly string[];
  /** Print how many runs came to what. */
  readonly sometimes?: boolean;
  readonly json?: boolean;
  readonly junit?: string;
  /** A directory for scenarios to keep. */
  readonly save?: string;
  readonly verifyDeterminism?: boolean;
}

const DEFAULT_SEED = 1;
const DEFAULT_RUNS = 1_000;

/** Searches for a run that breaks what its configuration promises. */
export async function fuzzCommand(
  names: readonly string[],
  flags: FuzzFlags,
  io: Io,
): Promise<ExitCode> {
  const campaign = campaignOf(names, flags, io);
  const player = new Player(campaign);
  const shard = flags.shard ?? { index: 1, of: 1 };
  if (flags.save !== undefined) makeDirectory(flags.save, io);
  const runs = flags.runs ?? (flags.budget === undefined ? DEFAULT_RUNS : null);
  const extent = { shard, runs, budgetMs: flags.budget ?? null };
  if (flags.verifyDeterminism === true) return verifyDeterminism(campaign, extent, io);
  const crew = crewFor(campaign, player, flags, runs, io);
  const { counts, coverage, interrupted } = await search(crew, extent, io).finally(() =>
    crew.end(),
  );
  const failed = counts.failed();
  const told = interrupted ? NONE_TOLD : await tellAll(campaign, player, failed, flags.budget, io);
  const { kept } = told;
  const report: Report = {
    version: VERSION,
    seed: campaign.seed,
    sources: campaign.sources.map(({ name }) => name),
    contents: checksum(campaign),
    asked: runs,
    budgetMs: extent.budgetMs,
    checks: campaign.judge.checks,
    bug: campaign.bug ?? '',
    mustSee: flags.mustSee ?? [],
    shards: [shard],
    runs: counts.runs,
    events: counts.events,
    allowed: counts.allowedCounts(),
    seen: counts.seenCounts(),
    coverage: [...coverage].sort(),
    failures: toldOnce(failed.map((f) => reported(f, kept.get(f.index)))),
  };
  if (flags.save !== undefined) saveAll(flags.save, kept, report, io);
  if (flags.junit !== undefined) {
    writeWhole(flags.junit, resolve(io.cwd, flags.junit), junitText(report));
  }
  outLines(io, flags.json === true ? reportLines(report) : reportText(report, flags.sometimes));
  if (!told.interrupted) return exitCodeOfReport(report);
  const shrunk = kept.size === 0 ? 'nothing' : 'not all';
  errLines(io, [
    `interrupted after ${counts.runs} runs; this is what they came to, ${shrunk} shrunk`,
  ]);
  return EXIT.interrupted;
}

/** Of what the scenarios say, whatever they are called. */
function checksum({ sources }: Campaign): string {
  return crc32(JSON.stringify(sources.map(({ file }) => file)))
    .toString(16)
    .padStart(8, '0');
}

function reported(failed: FailedRun, kept: Kept | undefined): ReportedFailure {
  return { ...failed, token: kept?.token ?? '', told: kept?.told ?? null };
}

function campaignOf(names: readonly string[], flags: FuzzFlags, io: Io): Campaign {
  const targets = names.length === 0 ? [] : expandTargets(names, io);
  const sources = targets.map((target) => {
    const { source, scenario } = readScenario(target, io);
    return { name: source.name, file: toVary(scenario) };
  });
  const judge = { checks: flags.check ?? null, invariants: [] };
  const bug = flags.bug === undefined ? {} : { bug: flags.bug };
  return { seed: flags.seed ?? DEFAULT_SEED, sources, judge, ...bug };
}

/** Threads take a moment to start: for a few runs there is one, this one. */
const RUNS_WORTH_THREADS = 200;

function crewFor(
  campaign: Campaign,
  player: Player,
  { workers }: FuzzFlags,
  runs: number | null,
  io: Io,
): Crew {
  const few = runs !== null && runs < RUNS_WORTH_THREADS;
  const size = workers ?? (few ? 1 : io.cores());
  return size === 1 ? localCrew(player) : threadCrew(campaign, size);
}

function makeDirectory(name: string, io: Io): void {
  try {
    mkdirSync(resolve(io.cwd, name), { recursive: true });
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException; // node:fs throws nothing else
    throw new UserError(`--save ${name}: this directory cannot be made: ${message}`);
  }
}

function saveAll(
  directory: string,
  kept: ReadonlyMap<number, Kept>,
  { failures }: Report,
  io: Io,
): void {
  for (const { index, check, told } of failures) {
    const one = told === null ? undefined : kept.get(index);
    if (one === undefined) continue;
    const name = join(directory, `${check}-${index}.yaml`);
    const why = whyNotKept(one.file);
    if (why === '') writeWhole(name, resolve(io.cwd, name), printFile(one.file));
    errLines(io, [why === '' ? `wrote ${name}` : `not written: ${name}, since as a file ${why}`]);
  }
}

/** Plays every run twice and compares all that it told. */
async function verifyDeterminism(
  campaign: Campaign,
  { shard, runs, budgetMs }: Parameters<typeof search>[1],
  io: Io,
): Promise<ExitCode> {
  const [first, second] = [new Player(campaign), new Player(campaign)];
  const startedAt = performance.now();
  let count = 0;
  for (let index = shard.index - 1; runs === null || index < runs; index += shard.of) {
    if (budgetMs !== null && performance.now() - startedAt >= budgetMs) break;
    const lines = [first, second].map((player) => {
      const result = player.again(index);
      return result === null ? [] : linesOf(result);
    });
    count += 1;
    const difference = differenceLines(lines[0] ?? [], lines[1] ?? []);
    if (difference.length > 0) {
      errLines(io, [`run ${index} of seed ${campaign.seed}`, ...difference]);
      return EXIT.notDeterministic;
    }
    if (count % 16 === 0 && (await io.interrupted())) return EXIT.interrupted;
  }
  outLines(io, [`${count} runs, each played twice: the same, line by line`]);
  return EXIT.held;
}
