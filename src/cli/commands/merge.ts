import { mergeReports, readReport, reportLines } from '../../search/report.js';
import type { ExitCode } from '../exit-codes.js';
import { exitCodeOfReport, reportText } from '../fuzz/report-text.js';
import { type Io, outLines } from '../io.js';
import { readText } from '../read-source.js';

/** Joins the reports of shards. */
export async function mergeCommand(
  names: readonly string[],
  { json, sometimes }: { readonly json?: boolean; readonly sometimes?: boolean },
  io: Io,
): Promise<ExitCode> {
  const reports = names.map((name) => readReport(name, readText(name, io, MAX_REPORT_BYTES)));
  const report = mergeReports(reports);
  outLines(io, json === true ? reportLines(report) : reportText(report, sometimes));
  return exitCodeOfReport(report);
}

const MAX_REPORT_BYTES = 256 * 1_048_576;
