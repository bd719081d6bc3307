/** What an organisation is like, and for how long one listens to it. Left out: a small one for three days. */
export interface OrganisationOptions {
  /** The same seed gives the same bytes. */
  readonly seed: number;
  /** Records of everyday life, about; those of attacks come on top, and so do copies that are delivered twice. */
  readonly events?: number;
  readonly days?: number;
  /** Accounts with a trail; the third is the one that manages the organisation. */
  readonly accounts?: number;
  /** Regions in which every account works. */
  readonly regions?: number;
  /** Calls that a token makes before its holder takes a new one, on average. */
  readonly usesPerToken?: number;
  /** Names out of `attackNames`. */
  readonly attacks?: readonly string[];
  /** An organisation's trail has its id in every key; null: a trail for each account. */
  readonly organizationId?: string | null;
  /** Share of the records that come hours late. */
  readonly late?: number;
  /** Share of the records that come in two files. */
  readonly duplicates?: number;
}

export type Settled = Required<OrganisationOptions>;

export function settled(options: OrganisationOptions): Settled {
  return {
    events: 20_000,
    days: 3,
    accounts: 3,
    regions: 2,
    usesPerToken: 50,
    attacks: [],
    organizationId: 'o-example1234',
    late: 0.005,
    duplicates: 0.01,
    ...options,
  };
}
