import { describeGroup } from '../../scenario/text/describe-group.js';
import { logEndOf, viewGroup, whoAnswers } from '../../sim/observe.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, type PlayFlags, play } from '../play.js';
import { readScenario } from '../read-source.js';
import { reportError } from '../report-error.js';

export interface DescribeFlags extends PlayFlags {
  readonly group: string;
  readonly view: 'offsets' | 'members' | 'state';
  readonly verbose: boolean;
}

/** What `kafka-consumer-groups --describe` would print at an instant of the run, on both outputs. */
export async function describeCommand(
  file: string,
  flags: DescribeFlags,
  io: Io,
): Promise<ExitCode> {
  try {
    const { scenario } = readScenario(file, io);
    const { result, interrupted } = await play(scenario, flags, io);
    const { world } = result;
    const view = viewGroup(world, flags.group);
    const { out, err } = describeGroup(view, flags.group, (tp) => logEndOf(world, tp), {
      ...flags,
      answered: whoAnswers(world, flags.group),
    });
    outLines(io, out);
    errLines(io, err);
    if (!interrupted) return EXIT.held;
    errLines(io, [interruptedText(result)]);
    return EXIT.interrupted;
  } catch (error) {
    return reportError(error, io, { file, flags });
  }
}
