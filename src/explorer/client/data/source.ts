import type { ExplorerCase, ExplorerToken, ExplorerTokens, ExplorerUses } from '../../../model/explorer.ts';

/** Where the page's data come from. Two shells, one page: a server that answers, or a file that holds everything. */
export interface Source {
  readonly kind: 'served' | 'file';
  loadCase(): Promise<ExplorerCase>;
  loadTokens(): Promise<ExplorerTokens>;
  loadUses(origin: number): Promise<ExplorerUses>;
  loadToken(accessKeyId: string): Promise<ExplorerToken>;
  /** Calls back when the case has changed; returns how to stop. */
  onRevision(changed: (revision: string) => void): () => void;
}
