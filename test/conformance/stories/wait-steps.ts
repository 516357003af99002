import { number, text, texts } from './fields.js';
import { describeGroup } from './groups.js';
import type { Cast, Perform } from './play.js';
import type { Recorder } from './recorder.js';
import type { Stage } from './stage.js';
import type { Step } from './story.js';

/** The recorder gives up then. */
const WAIT_LIMIT_MS = 25_000;

/** Steps in which the recorder only waits. */
export class WaitSteps {
  constructor(
    private readonly stage: Stage,
    private readonly cast: Cast,
    private readonly recorder: Recorder,
  ) {}

  table(): [string, Perform][] {
    const { stage, cast, recorder } = this;
    const wait = (name: string, holds: (step: Step) => boolean) =>
      [name, (step: Step) => this.wait(step, holds)] as [string, Perform];
    return [
      [
        'wait',
        (step) => {
          stage.pass(number(step, 'ms'));
          return null;
        },
      ],
      wait('wait-until-assigned', (step) => this.isAssigned(step)),
      wait('wait-until-received', (step) => {
        return stage.history.received(text(step, 'consumer')) >= number(step, 'total');
      }),
      wait('wait-until', (step) => {
        const seen = stage.history.count(text(step, 'consumer'), text(step, 'event'));
        return seen >= number(step, 'times');
      }),
      wait('wait-until-owned-together', (step) => this.isOwnedTogether(step)),
      wait('wait-until-group-deleted', (step) => {
        return describeGroup(stage.world, text(step, 'group')).exception !== undefined;
      }),
      ['wait-until-produced', () => () => !recorder.inBackground],
      ['await', (step) => () => !cast.get(text(step, 'consumer'))?.thread.busy],
    ];
  }

  private wait(step: Step, holds: (step: Step) => boolean): null {
    if (!this.stage.until(() => holds(step), WAIT_LIMIT_MS)) {
      this.stage.history.add('driver', 'timeout', { step: step.n });
    }
    return null;
  }

  private isAssigned(step: Step): boolean {
    const owned = this.cast.get(text(step, 'consumer'))?.owned ?? new Set();
    if (step.fields.partitions === undefined) return owned.size === number(step, 'count');
    const wanted = texts(step, 'partitions');
    return owned.size === wanted.length && wanted.every((p) => owned.has(p));
  }

  private isOwnedTogether(step: Step): boolean {
    const owned = texts(step, 'consumers').map((name) => this.cast.get(name)?.owned.size ?? 0);
    const each = Number(step.fields.each ?? 0);
    const together = owned.reduce((sum, n) => sum + n, 0);
    return together === number(step, 'count') && owned.every((n) => n >= each);
  }
}
