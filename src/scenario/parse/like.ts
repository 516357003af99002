import type { ScenarioFile } from '../schema.js';
import type { Path } from './node.js';
import type { ConsumerFile, Scope } from './scope.js';

/** What a consumer says, with what it takes over by `like:`. */
export interface MergedConsumer {
  readonly name: string;
  readonly given: ConsumerFile;
  /** Where a key was said: here, or at the one that this is like. */
  readonly pathOf: (key: string) => Path;
  /** True if it says this itself. */
  readonly says: (key: string) => boolean;
}

/** Ids are one consumer's own. */
const OWN_KEYS = new Set(['like', 'client.id', 'group.instance.id']);

/** Keys of which one replaces the other. */
const RIVALS: readonly (readonly string[])[] = [
  ['subscribe', 'pattern', 'assign'],
  ['group', 'group.id'],
  ['commit', 'enable.auto.commit'],
];

/** Follows every `like:`; one in a circle is told of and then ignored. */
export function mergeLikes(
  scope: Scope,
  consumers: NonNullable<ScenarioFile['consumers']>,
): MergedConsumer[] {
  const done = new Map<string, MergedConsumer>();
  const merge = (name: string, trail: readonly string[]): MergedConsumer => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const own = consumers[name] ?? {};
    const model = modelOf(scope, name, own, consumers, trail);
    const merged =
      model === undefined ? alone(name, own) : over(name, own, merge(model, [...trail, name]));
    done.set(name, merged);
    return merged;
  };
  return Object.keys(consumers).map((name) => merge(name, []));
}

function modelOf(
  scope: Scope,
  name: string,
  own: ConsumerFile,
  consumers: NonNullable<ScenarioFile['consumers']>,
  trail: readonly string[],
): string | undefined {
  const { like } = own;
  const path = ['consumers', name, 'like'];
  if (like === undefined || !scope.consumer(like, path)) return undefined;
  const circle = [...trail, name];
  if (!circle.includes(like) && consumers[like] !== undefined) return like;
  const round = [...circle.slice(circle.indexOf(like)), like].join(' is like ');
  scope.report(path, `like: goes in a circle: ${round}`, 'one of them must say everything itself');
  return undefined;
}

function alone(name: string, given: ConsumerFile): MergedConsumer {
  const says = (key: string) => Object.hasOwn(given, key);
  return { name, given, pathOf: (key) => ['consumers', name, key], says };
}

function over(name: string, own: ConsumerFile, model: MergedConsumer): MergedConsumer {
  const inherited = Object.entries(model.given).filter(
    ([key]) => !OWN_KEYS.has(key) && !replaced(key, own),
  );
  const given: ConsumerFile = { ...Object.fromEntries(inherited), ...own };
  const pathOf = (key: string): Path =>
    Object.hasOwn(own, key) || !Object.hasOwn(given, key)
      ? ['consumers', name, key]
      : model.pathOf(key);
  return { name, given, pathOf, says: (key) => Object.hasOwn(own, key) };
}

function replaced(key: string, own: ConsumerFile): boolean {
  const rivals = RIVALS.find((list) => list.includes(key)) ?? [key];
  return rivals.some((rival) => Object.hasOwn(own, rival));
}
