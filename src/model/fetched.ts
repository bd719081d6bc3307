/** Content that is not on this machine, as it was had: in memory, in a file of ours, or why it could not be had. */
export type Fetched =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly path: string; readonly dispose: () => Promise<void> }
  | { readonly reason: string };

/** Gets content. What cannot be had is a reason, in one clause; it rejects only by a bug. */
export type FetchContent = (signal: AbortSignal) => Promise<Fetched>;
