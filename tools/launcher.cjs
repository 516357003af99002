#!/usr/bin/env node
'use strict';

/*
 * Starts cohort. Half of a short run would be V8 reading and compiling the program: so the build leaves V8's code
 * cache beside it, for the Node that built it. V8 refuses a cache that does not fit, and compiles.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const filename = `${__dirname}/cli/plain-run.cjs`;
const { main } = cached() ?? compiled();
main(() => import('./cli/program.js'), join(__dirname, '../scenarios'));

function cached() {
  let cachedData;
  try {
    cachedData = readFileSync(
      `${__dirname}/cli/plain-run.${process.version}-${process.arch}.cache`,
    );
  } catch {
    return undefined;
  }
  const { Script } = require('node:vm');
  const source = readFileSync(filename, 'latin1');
  const script = new Script(`(function (require, module) {${source}\n})`, { filename, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(require, module);
  return module.exports;
}

/** Another Node, or the package from a registry. Since 22.1 Node keeps a code cache of its own. */
function compiled() {
  require('node:module').enableCompileCache?.();
  return require(filename);
}
