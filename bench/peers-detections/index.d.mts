interface Surroundings {
  /** Whether an address is in one of Amazon's networks. */
  isAmazon(ip: string): boolean;
  /** The network and city of an address, as one name. */
  placeOf(ip: string): string;
}

interface Peer {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  create(surroundings: Surroundings): {
    see(record: object): void;
    alerts(when: { readonly asOf: number }): Iterable<{ readonly at: number; readonly credentials: readonly string[] }>;
  };
}

export const peers: readonly Peer[];
