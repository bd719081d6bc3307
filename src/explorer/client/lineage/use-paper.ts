import { render, type ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Fills an element while the page is on its way to paper, and empties it again: what is printed is another picture than what
 * is on the screen, and costs nothing until then.
 */
export function usePaper(make: () => ComponentChild): { readonly current: HTMLDivElement | null } {
  const paper = useRef<HTMLDivElement>(null);
  const latest = useRef(make);
  latest.current = make;
  useEffect(() => {
    const query = matchMedia('print');
    const fill = (): void => void (paper.current !== null && render(latest.current(), paper.current));
    const empty = (): void => void (paper.current !== null && render(null, paper.current));
    const changed = (): void => (query.matches ? fill() : empty());
    // The first is for browsers that lay out before they tell that the medium is paper.
    addEventListener('beforeprint', fill);
    addEventListener('afterprint', empty);
    query.addEventListener('change', changed);
    return () => {
      removeEventListener('beforeprint', fill);
      removeEventListener('afterprint', empty);
      query.removeEventListener('change', changed);
    };
  }, []);
  return paper;
}
