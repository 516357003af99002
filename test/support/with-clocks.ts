import type { ScenarioFile } from '../../src/scenario/schema.js';

export type ClockFile = NonNullable<NonNullable<ScenarioFile['cluster']>['clocks']>[string];

/** The same scenario; each client, broker and the controller has the clock that `clockOf` gives it by name. */
export function withClocks(
  file: ScenarioFile,
  clockOf: (name: string) => ClockFile | undefined,
): ScenarioFile {
  const given = <T extends object>(clients: Readonly<Record<string, T>> | undefined) =>
    Object.fromEntries(
      Object.entries(clients ?? {}).map(([name, one]) => {
        const clock = clockOf(name);
        return [name, clock === undefined ? one : { ...one, clock }];
      }),
    );
  const servers = Array.from({ length: file.cluster?.brokers ?? 1 }, (_, i) => `broker-${i + 1}`);
  const clocks: Record<string, ClockFile> = {};
  for (const name of [...servers, 'controller']) {
    const clock = clockOf(name);
    if (clock !== undefined) clocks[name] = clock;
  }
  return {
    ...file,
    cluster: { ...file.cluster, clocks },
    producers: given(file.producers),
    consumers: given(file.consumers),
  };
}
