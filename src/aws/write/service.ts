/** A client with the calls that a plan may make by it: what is not in the table is never called. */
export interface Service {
  readonly client: unknown;
  readonly commands: Readonly<Record<string, (new (parameters: never) => unknown) | undefined>>;
}
