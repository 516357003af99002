import type { Program, ProgramFactory } from '../app/program.js';
import type { ConsumerNode } from './world.js';

/**
 * The programs of a run, by the name of their consumer. They are outside the world: a world of a run with programs
 * can be printed and judged, but nobody can go on from an earlier one.
 */
export class Programs {
  private readonly live = new Map<string, { readonly incarnation: number; program: Program }>();

  constructor(private readonly factories: ReadonlyMap<string, ProgramFactory>) {}

  /** The program of the process that runs now: a fresh one after each start. Undefined: the built-in application. */
  of({ name, incarnation }: ConsumerNode): Program | undefined {
    const known = this.live.get(name);
    if (known?.incarnation === incarnation) return known.program;
    const make = this.factories.get(name);
    if (make === undefined) return undefined;
    const program = make();
    this.live.set(name, { incarnation, program });
    return program;
  }
}
