import { indexHistory } from '../../check/index-facts.js';
import { lifeOf, parseRecordName } from '../../check/why.js';
import type { Scenario } from '../../scenario/model.js';
import { nearest } from '../../scenario/parse/nearest.js';
import type { RunResult } from '../../scenario/result.js';
import { whyText } from '../../scenario/text/why.js';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, type PlayFlags, play } from '../play.js';
import { readScenario } from '../read-source.js';
import { reportError } from '../report-error.js';

export interface WhyFlags extends PlayFlags {
  readonly group?: string;
}

/** The life of one record in a run. */
export async function whyCommand(
  file: string,
  record: string,
  flags: WhyFlags,
  io: Io,
): Promise<ExitCode> {
  try {
    if (parseRecordName(record) === undefined) {
      const fix = 'orders-0@3 is topic orders, partition 0, offset 3';
      throw new UserError(`${record} is not the name of a record`, fix);
    }
    const { scenario } = readScenario(file, io);
    if (flags.group !== undefined) checkGroup(scenario, flags.group);
    const { result, interrupted } = await play(scenario, flags, io);
    outLines(io, tell(result, record, flags, io));
    if (!interrupted) return EXIT.held;
    errLines(io, [interruptedText(result)]);
    return EXIT.interrupted;
  } catch (error) {
    return reportError(error, io, { file, flags });
  }
}

function tell(result: RunResult, record: string, { group }: WhyFlags, io: Io): string[] {
  const history = indexHistory(result.trace.facts);
  const options = group === undefined ? {} : { groups: [group] };
  const life = lifeOf(history, result.ending, record, options);
  if (life !== undefined) return whyText(life, { color: io.color() });
  const last = result.ending.partitions.map((p) => {
    return p.highWatermark === 0 ? `${p.tp.key} is empty` : `${p.tp.key}@${p.highWatermark - 1}`;
  });
  const fix = last.length <= 8 ? `the last ones are ${last.join(', ')}` : undefined;
  throw new UserError(`there was no record ${record} in this run`, fix);
}

function checkGroup(scenario: Scenario, group: string): void {
  const groups = new Set([...scenario.consumers.values()].flatMap((c) => c.group ?? []));
  if (groups.has(group)) return;
  const near = nearest(group, groups);
  const fix = near === undefined ? `there are ${[...groups].join(', ')}` : `did you mean ${near}?`;
  throw new UserError(`no consumer of this scenario is in a group ${group}`, fix);
}
