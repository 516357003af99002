import type { GroupView } from '../../../sim/observe.js';
import { type Column, LEAST_WIDTH, MISSING, tableLines } from './table.js';

/** `--describe --state`. Kafka: ConsumerGroupCommand.printStates. */
export function stateTable(view: GroupView, verbose: boolean): string[] {
  const column = (header: string, width: number, cell: string): Column<GroupView> => {
    return { header, width, grows: false, cell: () => cell };
  };
  // The coordinator tells the assignor only while it is in force.
  const strategy =
    view.state === 'Stable' && view.protocolName !== '' ? view.protocolName : MISSING;
  const epochs = [
    column('GROUP-EPOCH', 15, MISSING),
    column('TARGET-ASSIGNMENT-EPOCH', 25, MISSING),
  ];
  return tableLines(
    [view],
    [
      { ...column('GROUP', LEAST_WIDTH, view.group), grows: true },
      { ...column('COORDINATOR (ID)', 25, coordinatorText(view.coordinator)), grows: true },
      column('ASSIGNMENT-STRATEGY', 20, strategy),
      column('STATE', 20, view.state),
      ...(verbose ? epochs : []),
      column('#MEMBERS', 0, `${view.members.length}`),
    ],
  );
}

/** Kafka puts two blanks before the id. */
function coordinatorText(broker: number): string {
  return `broker-${broker}:9092  (${broker})`;
}
