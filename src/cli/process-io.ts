import { fstatSync, readSync, statSync, writeSync } from 'node:fs';
import { UserError } from '../util/user-error.js';
import type { Io } from './io.js';
import { readBounded } from './read-bounded.js';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/**
 * The Io of this process. It writes to the descriptors themselves: nothing is lost when the process exits, a closed
 * pipe is noticed at once, and the streams of Node, which cost some ms, are never made.
 */
export function processIo(shipped: string): Io {
  let closed = false;
  const signals = new Signals();
  return {
    cwd: process.cwd(),
    shipped,
    env: process.env,
    color: mayColor,
    out: (text) => {
      if (!closed) closed = !writeAll(STDOUT, text);
    },
    err: (text) => {
      writeAll(STDERR, text);
    },
    closed: () => closed,
    readStdin: (limit) => readBounded(STDIN, limit),
    readLine,
    cores: () => process.getBuiltinModule('node:os').availableParallelism(),
    heapIsFull,
    interrupted: () => signals.heard(),
  };
}

/** What a run keeps is judged and told at its end, and that needs room as well. */
const FULL = 0.7;

function heapIsFull(): boolean {
  // Imported above, it would cost every run some ms.
  const { used_heap_size: used, heap_size_limit: limit } = process
    .getBuiltinModule('node:v8')
    .getHeapStatistics();
  return used > FULL * limit;
}

/** Byte by byte, so that nothing is taken that comes after the line. */
function readLine(): string | null {
  const bytes: number[] = [];
  const byte = Buffer.alloc(1);
  for (;;) {
    let read = 0;
    try {
      read = readSync(STDIN, byte, 0, 1, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // node:fs throws nothing else
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        continue;
      }
      if (code !== 'EOF') throw new UserError('standard input cannot be read');
    }
    if (read === 0) return bytes.length === 0 ? null : Buffer.from(bytes).toString('utf8');
    if (byte[0] === 10) return Buffer.from(bytes).toString('utf8').replace(/\r$/, '');
    bytes.push(byte[0] ?? 0);
  }
}

/** False if nobody reads it any more. */
function writeAll(fd: number, text: string): boolean {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException; // node:fs throws nothing else
      if (code === 'EPIPE' || code === 'EOF') return false;
      // With standard error gone there is nobody left to tell.
      if (code !== 'EAGAIN' && fd === STDERR) return false;
      if (code !== 'EAGAIN') throw new UserError(`standard output cannot be written: ${message}`);
      // A pipe that does not block is full: its reader is slower than we are.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}

/** Only on a terminal, and never with NO_COLOR (https://no-color.org). */
function mayColor(): boolean {
  const { NO_COLOR, TERM } = process.env;
  if ((NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb') return false;
  if (process.platform !== 'win32' && !mayBeTerminal()) return false;
  // Imported above, it would cost every run some ms.
  return process.getBuiltinModule('node:tty').isatty(STDOUT);
}

/** False for a file, a pipe and /dev/null: nobody needs to be asked about those. */
function mayBeTerminal(): boolean {
  const stats = fstatSync(STDOUT);
  return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null').rdev;
}

/** What a process ends with that SIGTERM ended, as a shell has it. */
const TERMINATED = 143;

/** Ctrl-C and SIGTERM are listened for once work turns out to be long: until then it simply ends the process. */
class Signals {
  private state: 'deaf' | 'listening' | 'heard' = 'deaf';

  async heard(): Promise<boolean> {
    if (this.state === 'deaf') {
      this.state = 'listening';
      // Once: the second one ends the process, whatever it does.
      process.once('SIGINT', () => {
        this.state = 'heard';
      });
      process.once('SIGTERM', () => {
        this.state = 'heard';
        // Whatever it ends with of itself: who sent it looks for this.
        process.once('exit', () => {
          process.exitCode = TERMINATED;
        });
      });
    }
    await new Promise((resume) => setImmediate(resume));
    return (this.state as string) === 'heard'; // the handler may have run meanwhile
  }
}
