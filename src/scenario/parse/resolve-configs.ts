import type { ConfigTable, Given } from '../configs/spec.js';
import { Refusal } from '../units.js';

/** A model's configs from what a file gives by Kafka's names, and the defaults. */
export function resolveConfigs<C>(
  table: ConfigTable<C>,
  given: Readonly<Record<string, unknown>>,
  refuse: (name: string, shown: Given, refusal: Refusal) => void,
  presets: Partial<C> = {},
): C {
  const configs: Partial<C> = { ...presets };
  // Object.keys forgets the type; a table has the fields of its configs and no others.
  for (const field of Object.keys(table) as (keyof C)[]) {
    const spec = table[field];
    const value = given[spec.name] as Given | undefined; // the schema check was made from the table
    if (value === undefined) {
      configs[field] ??= spec.default;
      continue;
    }
    const read = spec.read(value);
    if (read instanceof Refusal) refuse(spec.name, value, read);
    configs[field] = read instanceof Refusal ? spec.default : read;
  }
  return configs as C; // every field of the table was set
}
