import type { Report } from '../../search/report.js';
import { block } from './report-text.js';

/** A report as JUnit's XML: one test case that counts the runs, and one for each failure that is told. */
export function junitText(report: Report): string {
  const told = report.failures.filter((failure) => failure.told !== null);
  const rest = report.failures.length - told.length;
  const cases = told.map((failure) => {
    const name = `${failure.check}, run ${failure.index}`;
    return [
      `  <testcase classname="cohort fuzz" name="${xmlText(name)}">`,
      `    <failure message="${xmlText(failure.told?.sentence ?? failure.sentence)}">${xmlText(block(failure, report).join('\n'))}</failure>`,
      '  </testcase>',
    ].join('\n');
  });
  const all = `${report.runs} runs of seed ${report.seed}`;
  const inner =
    rest === 0
      ? `  <testcase classname="cohort fuzz" name="${all}"/>`
      : `  <testcase classname="cohort fuzz" name="${all}">\n    <failure message="${rest} failures that are not told one by one"/>\n  </testcase>`;
  const failures = told.length + (rest === 0 ? 0 : 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="cohort fuzz" tests="${told.length + 1}" failures="${failures}">`,
    ...cases,
    inner,
    '</testsuite>',
    '',
  ].join('\n');
}

function xmlText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}
