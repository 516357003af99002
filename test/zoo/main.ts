import { BUGS, bugNamed } from '../../src/bugs/registry.js';
import { type Row, rowOf, summary, tableLines, unfoundLines } from './table.js';

/*
 * npm run zoo: looks for every planted bug, and shrinks what it finds. -- --fast: without shrinking, for npm test.
 * -- --table: the table of docs/zoo.md. -- NAME…: these bugs only.
 */

const args = process.argv.slice(2);
const fast = args.includes('--fast');
const names = args.filter((arg) => !arg.startsWith('--'));
for (const name of names) {
  if (bugNamed(name) !== undefined) continue;
  process.stderr.write(`there is no bug ${name}: cohort bugs lists them\n`);
  process.exit(2);
}
const rows: Row[] = [];
for (const bug of BUGS) {
  if (names.length > 0 && !names.includes(bug.name)) continue;
  const row = rowOf(bug, { fast });
  rows.push(row);
  (args.includes('--table') ? process.stderr : process.stdout).write(`${row.line}\n`);
}
if (args.includes('--table'))
  process.stdout.write(`${[...tableLines(rows), '', ...unfoundLines(BUGS)].join('\n')}\n`);
process.stdout.write(`${summary(rows)}\n`);
process.exitCode = rows.every(({ expected }) => expected) ? 0 : 1;
