import { readFileSync } from 'node:fs';

/** The version of the package: put in by the build, read beside the sources without one. */
declare const COHORT_VERSION: string | undefined;

export const VERSION =
  typeof COHORT_VERSION === 'string' ? COHORT_VERSION : versionOf('../../package.json');

function versionOf(file: string): string {
  const { version } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  return String(version);
}
