import type { Dispatch } from '../../../src/sim/dispatch.js';
import {
  commitAsOperator,
  deleteGroup,
  deleteOffsets,
  removeMembers,
} from '../../../src/sim/operator.js';
import type { World } from '../../../src/sim/world.js';
import { offsets, partition, text, texts } from './fields.js';
import { committedOffsets, describeGroup, isCoordinated } from './groups.js';
import type { Perform } from './play.js';
import type { Stage } from './stage.js';
import type { Step } from './story.js';

/** How the admin client tells an error code: Errors.exception(). */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  NON_EMPTY_GROUP: 'GroupNotEmptyException',
  GROUP_ID_NOT_FOUND: 'GroupIdNotFoundException',
  GROUP_SUBSCRIBED_TO_TOPIC: 'GroupSubscribedToTopicException',
  UNKNOWN_MEMBER_ID: 'UnknownMemberIdException',
  UNKNOWN_TOPIC_OR_PARTITION: 'UnknownTopicOrPartitionException',
};

/** What the recorder asks its admin client. */
export class AdminSteps {
  constructor(private readonly stage: Stage) {}

  table(): [string, Perform][] {
    return [
      ['read-committed-offsets', (step) => this.readCommitted(step)],
      ['describe-group', (step) => this.describe(step)],
      ['wait-for-group-state', (step) => this.waitForState(step)],
      [
        'alter-group-offsets',
        (step) =>
          this.operate(step, (world, out) =>
            commitAsOperator(
              world,
              out,
              'alter offsets',
              text(step, 'group'),
              offsets(step, 'offsets') ?? [],
            ),
          ),
      ],
      [
        'delete-group',
        (step) => this.operate(step, (world, out) => deleteGroup(world, out, text(step, 'group'))),
      ],
      [
        'delete-group-offsets',
        (step) => {
          const partitions = texts(step, 'partitions').map((name) => partition(step, name));
          return this.operate(step, (world, out) =>
            deleteOffsets(world, out, text(step, 'group'), partitions),
          );
        },
      ],
      [
        'remove-member',
        (step) => {
          const member = { memberId: '', groupInstanceId: text(step, 'instance') };
          return this.operate(step, (world, out) =>
            removeMembers(world, out, text(step, 'group'), [member]),
          );
        },
      ],
    ];
  }

  private readCommitted(step: Step): () => boolean {
    const group = text(step, 'group');
    return this.once(group, () => {
      const detail = { group, offsets: committedOffsets(this.stage.world, group) };
      this.stage.history.add('broker', 'committed', detail);
    });
  }

  private describe(step: Step): () => boolean {
    const group = text(step, 'group');
    return this.once(group, () => {
      const detail = { group, ...describeGroup(this.stage.world, group) };
      this.stage.history.add('broker', 'group', detail);
    });
  }

  /** As soon as the group has a coordinator. */
  private once(group: string, look: () => void): () => boolean {
    return () => {
      if (!isCoordinated(this.stage.world, group)) return false;
      look();
      return true;
    };
  }

  /** Reports nothing: the recorder describes the group again and again. */
  private waitForState(step: Step): null {
    const { stage } = this;
    const [group, state] = [text(step, 'group'), text(step, 'state')];
    const reached = stage.until(() => describeGroup(stage.world, group).state === state, 25_000);
    if (!reached) stage.history.add('driver', 'timeout', { step: step.n });
    return null;
  }

  /** A request that changes something: `ok`, or the exception. */
  private operate(step: Step, ask: (world: World, out: Dispatch) => void): () => boolean {
    const { facts } = this.stage.driver.trace;
    const before = facts.length;
    this.stage.apply(ask);
    return () => {
      const answer = facts.slice(before).find(({ fact }) => fact.type === 'operator')?.fact;
      if (answer?.type !== 'operator') return false;
      const of = step.do;
      const { error } = answer;
      if (error === 'NONE') this.stage.history.add('admin', 'ok', { of });
      else {
        const exception = EXCEPTIONS[error] ?? error;
        this.stage.history.add('admin', 'exception', { of, exception, message: '' });
      }
      return true;
    };
  }
}
