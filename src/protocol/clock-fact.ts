/** Somebody set a node's own clock. */
export interface ClockSet {
  readonly type: 'clock set';
  /** How far it is ahead of virtual time now: ms, negative: behind. */
  readonly aheadMs: number;
  /** How much too fast it runs from now on. */
  readonly ppm: number;
  /** How far it jumped: ms, negative: back. */
  readonly jumpMs: number;
}
