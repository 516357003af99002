/** The world outside, as the commands see it: the process in `main.ts`, strings in tests. */
export interface Io {
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Where the scenarios are that came with cohort. */
  readonly shipped: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output may have colours. */
  readonly color: () => boolean;
  /** Data, for standard output. Once nobody reads it any more, it goes nowhere. */
  out(text: string): void;
  /** Everything else, for standard error. */
  err(text: string): void;
  /** True once nobody reads standard output any more: the rest need not be worked out. */
  readonly closed: () => boolean;
  /** Standard input to its end, or the first `limit` + 1 bytes of it. */
  readStdin(limit: number): Buffer;
  /** The next line of standard input, without its line break; null at its end. */
  readLine(): string | null;
  /** How many threads can work at once. */
  readonly cores: () => number;
  /** True once the memory that Node gives this process is nearly used up. */
  readonly heapIsFull: () => boolean;
  /** Gives signals a chance in the middle of long work; true once the user asked to stop. */
  interrupted(): Promise<boolean>;
}

/** Lines of data, each with its line break. */
export function outLines(io: Io, lines: readonly string[]): void {
  if (lines.length > 0) io.out(`${lines.join('\n')}\n`);
}

/** Lines for standard error, each with its line break. */
export function errLines(io: Io, lines: readonly string[]): void {
  if (lines.length > 0) io.err(`${lines.join('\n')}\n`);
}
