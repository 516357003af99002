import type { CommitStrategy } from '../app/spec.js';
import { suggest } from '../scenario/parse/unknown.js';
import type { Application, ApplicationOrFactory } from './application.js';
import { refuse } from './refuse.js';
import { isAsync, isSteps } from './steps.js';

const HANDLERS = [
  'onRecord',
  'onBatch',
  'onPartitionsAssigned',
  'onPartitionsRevoked',
  'onPartitionsLost',
  'run',
] as const;

/** The keys of an application. */
export const APPLICATION_KEYS: readonly string[] = [...HANDLERS, 'onError'];

const ON_ERROR: readonly string[] = ['close', 'crash', 'continue', 'next-poll', 'retry'];

/** The application of one process. @throws UserError that names the consumer and what is wrong. */
export function makeApplication(
  consumer: string,
  given: ApplicationOrFactory,
  commit: CommitStrategy,
): Application {
  const made: unknown = typeof given === 'function' ? given() : given;
  if (isSteps(made)) {
    throw refuse(
      `the application of ${consumer} is a generator function`,
      'write { run: function* … }',
    );
  }
  if (isAsync(made)) {
    throw refuse(`the application of ${consumer} is made by an async function`, 'remove async');
  }
  if (typeof made !== 'object' || made === null) {
    throw refuse(
      `the application of ${consumer} is ${typeof made}`,
      'an object with onRecord or run',
    );
  }
  const application = made as Application; // each key is looked at below
  checkKeys(consumer, application);
  checkForm(consumer, application);
  checkStrategy(consumer, application, commit);
  return application;
}

function checkKeys(consumer: string, application: Application): void {
  for (const [key, value] of Object.entries(application)) {
    if (!APPLICATION_KEYS.includes(key)) {
      throw refuse(
        `the application of ${consumer} has an unknown key "${key}"`,
        suggest(key, APPLICATION_KEYS),
      );
    }
    if (key !== 'onError' && value !== undefined && typeof value !== 'function') {
      throw refuse(`${key} of ${consumer} is ${typeof value}`, 'a function, or function*');
    }
  }
  const { onError } = application;
  if (onError !== undefined && !ON_ERROR.includes(onError)) {
    throw refuse(
      `onError of ${consumer}: "${onError}" is not possible`,
      suggest(onError, ON_ERROR),
    );
  }
}

/** One of run, onRecord and onBatch. */
function checkForm(consumer: string, application: Application): void {
  const forms = (['run', 'onRecord', 'onBatch'] as const).filter(
    (key) => application[key] !== undefined,
  );
  if (forms.length === 1) return;
  const what = forms.length === 0 ? 'does nothing' : `has ${forms.join(' and ')}`;
  const fix = 'give it one of onRecord, onBatch and run';
  throw refuse(`the application of ${consumer} ${what}`, fix);
}

/** The built-in loop commits for handlers; `run` commits by itself. */
function checkStrategy(consumer: string, application: Application, commit: CommitStrategy): void {
  const { run, onBatch, onError } = application;
  if (run !== undefined) {
    if (commit !== 'auto' && commit !== 'none') {
      const fix = "its own calls commit; leave commit: out, or 'enable.auto.commit': false";
      throw refuse(`commit: ${commit} of ${consumer} has no effect on run`, fix);
    }
    if (onError !== undefined && onError !== 'close' && onError !== 'crash') {
      throw refuse(`onError: ${onError} of ${consumer} has no effect on run`, 'catch it in run');
    }
    return;
  }
  if (commit === 'hand-off' || commit === 'watermark') {
    const fix = 'handlers run in the poll thread; write run, or take another strategy';
    throw refuse(`commit: ${commit} of ${consumer} needs worker threads`, fix);
  }
  if (onBatch !== undefined && commit === 'sync-per-record') {
    throw refuse(
      `commit: sync-per-record of ${consumer} does not go with onBatch`,
      'write onRecord',
    );
  }
}
