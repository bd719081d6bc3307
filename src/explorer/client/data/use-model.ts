import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { plantForest, type Forest } from './forest.ts';
import type { Source } from './source.ts';

/** What all views read. The forest comes after the case: the first view does not wait for a hundred thousand tokens. */
export interface Model {
  readonly source: Source;
  readonly theCase: ExplorerCase;
  readonly forest: Forest | null;
}

export const ModelContext = createContext<Model | null>(null);

export function useModel(): Model {
  const model = useContext(ModelContext);
  if (model === null) throw new Error('used outside of the page');
  return model;
}

export interface Loading {
  readonly model: Model | null;
  readonly error: string | null;
}

/** Loads the case, then its tokens, and both again when the case changes. */
export function useLoadedModel(source: Source): Loading {
  const [loading, setLoading] = useState<Loading>({ model: null, error: null });
  useEffect(() => {
    let shown: string | null = null;
    let gone = false;
    const load = async (): Promise<void> => {
      try {
        const [theCase, tokens] = [await source.loadCase(), source.loadTokens()];
        // A view of the old case goes on until the new one is whole; the first one does not wait.
        if (shown === null && !gone) setLoading({ model: { source, theCase, forest: null }, error: null });
        shown = theCase.revision;
        const forest = plantForest(await tokens, theCase);
        if (!gone) setLoading({ model: { source, theCase, forest }, error: null });
      } catch (error) {
        if (!gone) setLoading(({ model }) => ({ model, error: error instanceof Error ? error.message : String(error) }));
      }
    };
    void load();
    const stop = source.onRevision((revision) => {
      if (shown !== null && revision !== shown) void load();
    });
    return () => {
      gone = true;
      stop();
    };
  }, [source]);
  return loading;
}

export interface Answer<T> {
  readonly value: T | null;
  readonly error: string | null;
}

/** Asks the source for something, again whenever what it depends on changes; what came too late is dropped. */
export function useAnswer<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, error: null });
  useEffect(() => {
    let late = false;
    setAnswer({ value: null, error: null });
    ask().then(
      (value) => !late && setAnswer({ value, error: null }),
      (error: unknown) =>
        !late && setAnswer({ value: null, error: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      late = true;
    };
    // `ask` is a new function every time: what it asks for is in the inputs.
  }, inputs);
  return answer;
}
