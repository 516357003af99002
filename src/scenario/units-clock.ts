import { formatDuration, Refusal, readDuration } from './units.js';

/* How far a clock is off, and how much too fast it runs. */

/** A clock is no more than this behind: 20 days. */
export const MIN_OFFSET_MS = -20 * 86_400_000;
/** A clock is no faster, and no slower, than by half. */
export const MAX_DRIFT_PPM = 500_000;

const OFFSET_FIX = 'how far it is ahead, or with a minus behind: 5s, -200ms';

/** `5s`, `-200ms`, or a number of ms. */
export function readOffset(given: string | number): number | Refusal {
  const text = String(given).trim();
  const behind = text.startsWith('-');
  const ms = readDuration(behind ? text.slice(1) : text);
  if (ms instanceof Refusal) {
    return new Refusal(ms.message === 'is too long' ? ms.message : 'is no offset', OFFSET_FIX);
  }
  if (!behind || ms === 0) return ms;
  return -ms < MIN_OFFSET_MS ? new Refusal('is too far behind', 'at most -20d') : -ms;
}

export function formatOffset(ms: number): string {
  return ms < 0 ? `-${formatDuration(-ms)}` : formatDuration(ms);
}

const DRIFT_FIX = 'parts per million or percent: 100ppm, -50ppm, 1%; a clock with 1% is too fast';

/** `100ppm`, `-0.5%`: parts per million. */
export function readDrift(given: string): number | Refusal {
  const match = /^(-?\d{1,9}(?:\.\d{1,4})?)(ppm|%)$/.exec(given.trim());
  if (match === null) return new Refusal('is no drift', DRIFT_FIX);
  const ppm = Math.round(Number(match[1]) * (match[2] === '%' ? 10_000 : 1) * 1e4) / 1e4;
  if (!Number.isInteger(ppm)) return new Refusal('is finer than 1ppm', DRIFT_FIX);
  if (Math.abs(ppm) > MAX_DRIFT_PPM) return new Refusal('is no clock any more', 'at most 50%');
  return ppm === 0 ? 0 : ppm; // not −0
}

/** `100ppm`, `1%`. */
export function formatDrift(ppm: number): string {
  return ppm !== 0 && ppm % 1_000 === 0 ? `${ppm / 10_000}%` : `${ppm}ppm`;
}

/** A clock, or a change of one, as a file writes it: nothing that is null. */
export function clockToFile(clock: {
  readonly offsetMs: number | null;
  readonly ppm: number | null;
}): { offset?: string; drift?: string } {
  const { offsetMs, ppm } = clock;
  return {
    ...(offsetMs === null ? {} : { offset: formatOffset(offsetMs) }),
    ...(ppm === null ? {} : { drift: formatDrift(ppm) }),
  };
}
