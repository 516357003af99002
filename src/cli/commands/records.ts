import { nearest } from '../../scenario/parse/nearest.js';
import { recordLines } from '../../scenario/text/records-text.js';
import { controllerNode, type World } from '../../sim/world.js';
import { UserError } from '../../util/user-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { errLines, type Io, outLines } from '../io.js';
import { interruptedText, type PlayFlags, play } from '../play.js';
import { readScenario } from '../read-source.js';
import { reportError } from '../report-error.js';

export interface RecordsFlags extends PlayFlags {
  readonly topic: string;
  readonly partition?: number;
}

/** The records of a topic at an instant of the run. */
export async function recordsCommand(file: string, flags: RecordsFlags, io: Io): Promise<ExitCode> {
  try {
    const { scenario } = readScenario(file, io);
    const { result, interrupted } = await play(scenario, flags, io);
    checkPlace(result.world, flags);
    const lines = recordLines(result.world, flags.topic);
    if (lines === undefined) throw new UserError(`there is no topic ${flags.topic}`);
    outLines(io, ofPartition(lines, flags));
    if (!interrupted) return EXIT.held;
    errLines(io, [interruptedText(result)]);
    return EXIT.interrupted;
  } catch (error) {
    return reportError(error, io, { file, flags });
  }
}

/** Each line begins with the name of its record, or with that of a partition that cannot be read. */
function ofPartition(
  lines: readonly string[],
  { topic, partition }: RecordsFlags,
): readonly string[] {
  if (partition === undefined) return lines;
  const key = `${topic}-${partition}`;
  return lines.filter((line) => line.startsWith(`${key}@`) || line.startsWith(`${key} `));
}

function checkPlace(world: World, { topic, partition, until }: RecordsFlags): void {
  const { topics } = controllerNode(world).state.image;
  const partitions = topics.get(topic)?.metadata.partitions.length;
  const when = until === undefined ? 'at the end of the run' : 'at that time';
  if (partitions === undefined) {
    const near = nearest(topic, topics.keys());
    const fix =
      near === undefined ? `there are ${[...topics.keys()].join(', ')}` : `did you mean ${near}?`;
    throw new UserError(`there is no topic ${topic} ${when}`, fix);
  }
  if (partition !== undefined && partition >= partitions) {
    const fix = partitions === 1 ? 'it has partition 0 only' : `it has 0 to ${partitions - 1}`;
    throw new UserError(`${topic} has no partition ${partition} ${when}`, fix);
  }
}
