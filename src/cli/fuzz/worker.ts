import { type Campaign, Player } from '../../search/campaign.js';
import type { Played } from './crew.js';

/*
 * A thread that plays runs: told which, it answers with what they came to.
 */

export interface ToWorker {
  readonly indices: readonly number[];
}

export type FromWorker = Played;

/** Answers every order that comes through `port`. */
export function work(campaign: Campaign, port: Port): void {
  const player = new Player(campaign);
  port.on('message', ({ indices }) => {
    const before = player.coverage.size;
    const outcomes = indices.map((index) => player.play(index));
    const answer: FromWorker = { outcomes, coverage: [...player.coverage].slice(before) };
    port.postMessage(answer);
  });
}

/** What it needs of a MessagePort. */
interface Port {
  on(event: 'message', listener: (order: ToWorker) => void): unknown;
  postMessage(answer: FromWorker): void;
}
