/** What a plan is asked for. */
export interface Target {
  readonly kind: 'credential' | 'origin' | 'finding';
  /** What the planner is asked with. */
  readonly id: string;
  readonly name: string;
  readonly back: string;
}
