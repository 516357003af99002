import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../util/user-error.js';

/** Writes a file as a whole or not at all. `name` is what messages call it. */
export function writeWhole(name: string, path: string, text: string): void {
  // Through a symbolic link, the file that it names is the one to change.
  const target = existing(path) ?? path;
  const stats = statSync(target, { throwIfNoEntry: false });
  // A device or a pipe, such as /dev/stderr: it cannot be replaced, only written to.
  if (stats !== undefined && !stats.isFile()) {
    writeInto(name, target, text);
    return;
  }
  // To replace it the directory is enough, but who made it read-only meant it.
  if (stats !== undefined && (stats.mode & 0o222) === 0) {
    throw new UserError(`${name}: this file is read-only`, 'chmod u+w it first');
  }
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: stats?.mode ?? 0o666 });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw unwritable(name, error);
  }
}

/** Writes a file that must not exist yet. */
export function writeNew(name: string, path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw unwritable(name, error);
  }
}

function existing(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function writeInto(name: string, path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw unwritable(name, error);
  }
}

function unwritable(name: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException; // node:fs throws nothing else
  switch (code) {
    case 'EEXIST':
      return new UserError(`${name}: this file exists already`, 'it was left as it is');
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`${name}: its directory does not exist`, 'make it first');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(`${name}: may not be written`, 'look at the permissions');
    case 'EISDIR':
      return new UserError(`${name}: this is a directory`, 'name a file');
    default:
      return new UserError(`${name}: cannot be written: ${message}`);
  }
}
