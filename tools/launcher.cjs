#!/usr/bin/env node
'use strict';

/*
 * Starts cohort. Half of a short run would be V8 reading and compiling the program. So the first plain run leaves V8's
 * code cache beside it, as Python leaves its __pycache__: what that run compiled is what a run needs. One file for
 * each version of Node; V8 itself refuses one that does not fit.
 */
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'cli/plain-run.cjs');
const cache = join(__dirname, `cli/plain-run.${process.version}-${process.arch}.cache`);
const cachedData = readCache();
const source = readFileSync(filename, 'latin1');
const script = new Script(`(function (require, module) {${source}\n})`, { filename, cachedData });
const module_ = { exports: {} };
script.runInThisContext()(require, module_);

let plain = true;
if (cachedData === undefined) {
  process.on('exit', (code) => {
    // Only what played a scenario has compiled all that it takes.
    if (plain && (code === 0 || code === 1 || code === 3)) writeCache();
  });
}
module_.exports.main(
  () => {
    plain = false;
    return import('./cli/program.js');
  },
  join(__dirname, '../scenarios'),
);

function readCache() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

function writeCache() {
  try {
    const draft = `${cache}.${process.pid}`;
    writeFileSync(draft, script.createCachedData());
    renameSync(draft, cache);
  } catch {
    // Installed where we may not write: then every run compiles.
  }
}
