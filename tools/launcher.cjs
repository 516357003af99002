#!/usr/bin/env node
'use strict';

/*
 * Starts cohort. Half of a short run would be V8 reading and compiling the program: so the build leaves V8's code
 * cache beside it, for the Node that built it. V8 refuses a cache that does not fit, and compiles.
 */
const { readFileSync } = require('node:fs');
const { constants, Script } = require('node:vm');

const filename = `${__dirname}/cli/plain-run.cjs`;
const source = readFileSync(filename, 'latin1');
let cachedData;
try {
  cachedData = readFileSync(`${__dirname}/cli/plain-run.${process.version}-${process.arch}.cache`);
} catch {
  // Another Node, or installed from a registry: Node keeps a cache of its own, since 22.1.
  require('node:module').enableCompileCache?.();
}

if (cachedData === undefined) {
  require(filename);
} else {
  new Script(`(function (require) {${source}\n})`, {
    filename,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext()(require);
}
