// Leaves V8's code cache of `cohort run FILE` beside it, for the Node that runs this. See launcher.cjs.
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const directory = process.argv[2];
const filename = join(directory, 'plain-run.cjs');
const source = readFileSync(filename, 'latin1');
// The text that launcher.cjs compiles: V8 compares no more than its length.
const script = new Script(`(function (require, module) {${source}\n})`, { filename });
const cache = join(directory, `plain-run.${process.version}-${process.arch}.cache`);
// What this run has compiled is what a run needs.
process.on('exit', () => writeFileSync(cache, script.createCachedData()));
const scenario = join(__dirname, '../scenarios/crash-before-commit.yaml');
process.argv = [process.execPath, filename, 'run', scenario];
const module_ = { exports: {} };
script.runInThisContext()(require, module_);
module_.exports.main(undefined, '');
