import { CHECKS } from '../../check/registry.js';
import { SOMETIMES } from '../../check/sometimes.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Io, outLines } from '../io.js';

/** What there is to check: every property with its sentence and its reference, and what `--must-see` takes. */
export function checkCommand({ json }: { readonly json?: boolean }, io: Io): ExitCode {
  if (json === true) {
    const rows = CHECKS.map(({ name, sentence, reference }) => {
      return { type: 'check', name, sentence, reference };
    });
    const sometimes = SOMETIMES.map(({ name, sentence }) => ({
      type: 'sometimes',
      name,
      sentence,
    }));
    outLines(
      io,
      [...rows, ...sometimes].map((row) => JSON.stringify(row)),
    );
    return EXIT.held;
  }
  const width = Math.max(...[...CHECKS, ...SOMETIMES].map(({ name }) => name.length));
  const row = (name: string, text: string) => `${name.padEnd(width)}  ${text}`;
  outLines(io, [
    'Properties, for check: in a scenario and for cohort fuzz --check:',
    '',
    ...CHECKS.flatMap(({ name, sentence, reference }) => [row(name, sentence), row('', reference)]),
    '',
    'What runs should come to sometimes, for cohort fuzz --must-see:',
    '',
    ...SOMETIMES.map(({ name, sentence }) => row(name, sentence)),
  ]);
  return EXIT.held;
}
