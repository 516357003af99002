import { execFileSync } from 'node:child_process';

/** Runs a task of bench/main.ts in a process that has done nothing else; its one number. */
export function inOwnProcess(task: string): number {
  const script = process.argv[1] ?? '';
  const output = execFileSync(process.execPath, ['--expose-gc', script, '--task', task], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Number(output.trim());
}
