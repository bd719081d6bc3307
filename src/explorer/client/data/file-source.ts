import type { ExplorerCase, ExplorerDetails, ExplorerKeptPlan, ExplorerTokens, ExplorerWays } from '../../../model/explorer.ts';
import { filePlans } from './file-plans.ts';
import { detailsOf, usesOf } from './file-details.ts';
import type { Source } from './source.ts';

const element = (name: string): HTMLElement | null => document.getElementById(`stemma-${name}`);

export const isFile = (): boolean => element('case') !== null;

/** Parsed when it is first asked for, and kept: the first view needs the case alone. */
function once<T>(name: string): () => T {
  let parsed: { readonly value: T } | null = null;
  return () => {
    if (parsed !== null) return parsed.value;
    const found = element(name);
    if (found === null) throw new Error('this file is not whole: its data are missing');
    parsed = { value: JSON.parse(found.textContent) as T };
    found.remove();
    return parsed.value;
  };
}

/** What a report carries inside itself. */
export function fileSource(): Source {
  const theCase = once<ExplorerCase>('case');
  const tokens = once<ExplorerTokens>('tokens');
  const details = once<ExplorerDetails>('details');
  const ways = once<ExplorerWays | null>('ways');
  const plans = filePlans(once<readonly ExplorerKeptPlan[]>('plans'));
  // After the frame that is being drawn.
  const soon = <T>(make: () => T): Promise<T> =>
    new Promise((resolve, reject) =>
      setTimeout(() => {
        try {
          resolve(make());
        } catch (error) {
          reject(error as Error);
        }
      }),
    );
  return {
    kind: 'file',
    loadCase: async () => theCase(),
    loadTokens: () => soon(tokens),
    loadUses: (origin) => soon(() => usesOf(tokens(), details(), origin)),
    loadToken: (accessKeyId) => soon(() => detailsOf({ theCase: theCase(), tokens: tokens(), details: details() }, accessKeyId)),
    loadWays: () => soon(ways),
    loadPlan: (target) => soon(() => plans.plan(target)),
    prove: (target, actions) => soon(() => plans.prove(target, actions)),
    loadScripts: (target, actions) => soon(() => plans.scripts(target, actions)),
    onRevision: () => () => undefined,
  };
}
