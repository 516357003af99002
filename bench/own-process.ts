import { execFileSync } from 'node:child_process';

/** Runs a task of bench/main.ts in a process that has done nothing else; its one number. */
export function inOwnProcess(task: string): number {
  return Number(outputOf(['--task', task]));
}

/** What bench/main.ts prints if it is run once more, with these arguments. */
export function outputOf(args: readonly string[]): string {
  const script = process.argv[1] ?? '';
  const output = execFileSync(process.execPath, ['--expose-gc', script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return output.trim();
}
