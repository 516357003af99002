/** The rules of the controller that a planted bug may replace: see CoordinatorRules. */
export class ControllerRules {
  constructor(over: Partial<ControllerRules> = {}) {
    Object.assign(this, over);
  }

  /** Whether a live replica may be elected without losing what was acknowledged. */
  isEligible(id: number, isr: readonly number[], elr: readonly number[]): boolean {
    return isr.includes(id) || (isr.length === 0 && elr.includes(id));
  }

  /** The epoch of a partition that gets another leader. */
  nextLeaderEpoch(leaderEpoch: number): number {
    return leaderEpoch + 1;
  }

  /** Whether a broker whose session is over is fenced. */
  fencesSilentBroker(): boolean {
    return true;
  }
}
