import type { Application, ApplicationResult } from 'kafka-cohort';
import { careful, careless } from './invoices.js';
import { calm, frozenInABatch, killedBeforeCommit } from './stories.js';

/*
 * Plain assertions, so that the example needs nothing else; in vitest or node:test each `must` is a test.
 */

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

function must(condition: boolean, what: string, result: ApplicationResult): void {
  if (condition) return;
  throw new Error(`${what}\n\n${result.text()}`);
}

/** Invoices that were sent more than once. */
function duplicates({ effects }: ApplicationResult): string[] {
  const keys = effects.map((e) => e.key);
  return [...new Set(keys.filter((key, i) => keys.indexOf(key) !== i))];
}

/** Whatever happens: nobody's invoice is forgotten, and no order is passed over. */
function nothingIsLost(result: ApplicationResult): void {
  must(result.outcome === 'passed', 'the story was not told', result);
  must(result.exceptions.length === 0, 'the program threw', result);
  must(result.store.size === 10, 'ten orders, ten invoices', result);
  must(result.check('no-loss').status === 'holds', 'no order is lost', result);
  must(result.check('at-least-once').status === 'holds', 'at least once', result);
}

function oncePerOrder(application: Application): void {
  for (const story of [calm, killedBeforeCommit, frozenInABatch]) {
    for (const seed of [undefined, ...SEEDS]) {
      const result = story(application, seed);
      nothingIsLost(result);
      must(duplicates(result).length === 0, `twice: ${duplicates(result).join(', ')}`, result);
    }
  }
}

// The bug, shown: without a fault all is well, and no amount of such tests would have found it.
const quiet = calm(careless);
nothingIsLost(quiet);
must(duplicates(quiet).length === 0, 'no fault, no duplicate', quiet);

const killed = killedBeforeCommit(careless);
nothingIsLost(killed);
must(duplicates(killed).length === 4, 'four invoices are sent twice', killed);
must(killed.check('at-most-once').status === 'violated', 'four orders are processed twice', killed);

const frozen = frozenInABatch(careless);
nothingIsLost(frozen);
must(duplicates(frozen).length > 0, 'a zombie sends what its successor has sent', frozen);

// The fix, under every story and eight schedules of each.
oncePerOrder(careful);

// The same input is the same run, to the byte.
const [once, again] = [killedBeforeCommit(careful, 3), killedBeforeCommit(careful, 3)];
must(once.text() === again.text(), 'the same again', once);

console.log(killed.text());
console.log(
  `\ncareless: ${duplicates(killed).length} invoices twice after a crash; careful: none, in ${3 * 9} runs`,
);
