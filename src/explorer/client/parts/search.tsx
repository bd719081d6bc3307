import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { search, type Hit } from '../data/search.ts';
import { useModel } from '../data/use-model.ts';
import { go } from '../router.ts';
import { Icon } from './icons.tsx';

/** A combobox as the ARIA practices have it: the text field keeps the focus, arrows walk the list, Enter goes there. */
export function Search() {
  const { theCase, forest } = useModel();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => (open ? search(query, theCase, forest) : []), [open, query, theCase, forest]);
  useSlash(input);
  const choose = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    setOpen(false);
    setQuery('');
    input.current?.blur();
    go(hit.href);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setAt(Math.min(hits.length - 1, at + 1)),
    ArrowUp: () => setAt(Math.max(0, at - 1)),
    Enter: () => choose(hits[at]),
    Escape: () => (query === '' ? input.current?.blur() : setQuery('')),
  };
  const isShown = open && query.trim() !== '';
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search for a key, role, session, address or rule"
        aria-expanded={isShown}
        aria-controls="search-hits"
        aria-autocomplete="list"
        aria-activedescendant={isShown && hits.length > 0 ? `hit-${at}` : undefined}
        placeholder="Key, role, session, address"
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => (setQuery(event.currentTarget.value), setAt(0), setOpen(true))}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (act === undefined) return;
          event.preventDefault();
          act();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
      <Hits id="search-hits" hits={hits} at={at} shown={isShown} choose={choose} query={query} />
    </div>
  );
}

interface HitsProps {
  readonly id: string;
  readonly hits: readonly Hit[];
  readonly at: number;
  readonly shown: boolean;
  readonly query: string;
  readonly choose: (hit: Hit) => void;
}

function Hits({ id, hits, at, shown, query, choose }: HitsProps) {
  return (
    <div class="hits" hidden={!shown}>
      <ul id={id} role="listbox" aria-label="Found">
        {hits.map((hit, i) => (
          <li
            key={`${hit.kind} ${hit.text}`}
            id={`hit-${i}`}
            role="option"
            aria-selected={i === at}
            // Before the field loses the focus and the list closes.
            onMouseDown={(event) => (event.preventDefault(), choose(hit))}
          >
            <span class="hit-kind">{hit.kind}</span>
            <span class="hit-text">{hit.text}</span>
            <span class="hit-detail">{hit.detail}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 ? <p role="status">Nothing in this case matches “{query.trim()}”</p> : null}
    </div>
  );
}

/** `/` goes to the search field, as on most pages that have one. */
function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [input]);
}
