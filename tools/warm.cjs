// Leaves V8's code cache of `cohort run FILE` beside it, for the Node that runs this. See launcher.cjs.
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

const directory = join(__dirname, '../dist/cli');
const filename = join(directory, 'plain-run.cjs');
const source = readFileSync(filename, 'latin1');
// The same text as in launcher.cjs: V8 compares its length only.
const script = new Script(`(function (require) {${source}\n})`, {
  filename,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const cache = join(directory, `plain-run.${process.version}-${process.arch}.cache`);
process.on('exit', () => writeFileSync(cache, script.createCachedData()));
process.argv = [
  process.argv[0],
  filename,
  'run',
  join(__dirname, '../scenarios/crash-before-commit.yaml'),
];
script.runInThisContext()(require);
