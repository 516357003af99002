import { mergeReports, readReport, reportLines, whatIsMissing } from '../../search/report.js';
import { EXIT, type ExitCode, worst } from '../exit-codes.js';
import { exitCodeOfReport, reportText } from '../fuzz/report-text.js';
import { errLines, type Io, outLines } from '../io.js';
import { readText } from '../read-source.js';

/** Joins the reports of shards. Without all of them nothing is decided but that something failed. */
export async function mergeCommand(
  names: readonly string[],
  { json, sometimes }: { readonly json?: boolean; readonly sometimes?: boolean },
  io: Io,
): Promise<ExitCode> {
  const reports = names.map((name) => readReport(name, readText(name, io, MAX_REPORT_BYTES)));
  const report = mergeReports(reports);
  const missing = whatIsMissing(report);
  const text = json === true ? reportLines(report) : reportText(report, sometimes);
  if (json === true) errLines(io, missing);
  outLines(io, json === true ? text : [...text.slice(0, -1), ...missing, ...text.slice(-1)]);
  const code = exitCodeOfReport(report);
  return missing.length > 0 ? worst(code, EXIT.undecided) : code;
}

const MAX_REPORT_BYTES = 256 * 1_048_576;
