/** AWS's published address ranges, as far as the rules need them. */
export interface AwsRanges {
  /** Date of the published file, ISO. */
  readonly date: string;
  /** The range that holds an IPv4 or IPv6 address, or null outside AWS (and for what is no address). */
  lookup(address: string): AwsRange | null;
}

export interface AwsRange {
  readonly region: string;
  /** Addresses that instances, NAT gateways and elastic addresses get. */
  readonly ec2: boolean;
}
