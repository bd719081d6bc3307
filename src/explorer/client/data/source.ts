import type { Proof } from '../../../model/containment.ts';
import type {
  ExplorerCase,
  ExplorerPlan,
  ExplorerScript,
  ExplorerToken,
  ExplorerTokens,
  ExplorerUses,
  ExplorerWays,
} from '../../../model/explorer.ts';

/** Where the page's data come from. Two shells, one page: a server that answers, or a file that holds everything. */
export interface Source {
  readonly kind: 'served' | 'file';
  loadCase(): Promise<ExplorerCase>;
  loadTokens(): Promise<ExplorerTokens>;
  loadUses(origin: number): Promise<ExplorerUses>;
  loadToken(accessKeyId: string): Promise<ExplorerToken>;
  /** Who can assume what by the snapshot; null without one. */
  loadWays(): Promise<ExplorerWays | null>;
  /** The plan against a credential, origin or finding, by its id. */
  loadPlan(target: string): Promise<ExplorerPlan>;
  /** What is left to the attacker when only these actions of the plan are carried out. */
  prove(target: string, actions: readonly string[]): Promise<Proof>;
  /** The plan with only these actions, to take along. */
  loadScripts(target: string, actions: readonly string[]): Promise<readonly ExplorerScript[]>;
  /** Calls back when the case has changed; returns how to stop. */
  onRevision(changed: (revision: string) => void): () => void;
}
