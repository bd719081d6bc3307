import { useEffect, useRef } from 'preact/hooks';
import { useModel } from '../data/use-model.ts';
import { minute } from '../data/words.ts';
import { link } from '../router.ts';
import { Wordmark } from './icons.tsx';
import { Search } from './search.tsx';
import { ThemeButton } from './theme.tsx';

const tabs = [
  ['overview', 'Overview'],
  ['lineage', 'Lineage'],
  ['tokens', 'Tokens'],
  ['findings', 'Findings'],
  ['roles', 'Roles'],
  ['contain', 'Contain'],
] as const;

export function Header({ view }: { view: string }) {
  const { theCase } = useModel();
  const here = view === 'token' ? 'tokens' : view;
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the tabs scroll: the one that is open is not out of sight.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label="stemma, overview">
        <Wordmark />
        <span>stemma</span>
      </a>
      <nav ref={nav} aria-label="Views">
        {tabs.map(([name, title]) => (
          <a key={name} href={link(name)} aria-current={here === name ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <Search />
      <span class="as-of" title="The moment that decides what is live">
        as of <time dateTime={new Date(theCase.asOf * 1000).toISOString()}>{minute(theCase.asOf)}</time> UTC
      </span>
      <ThemeButton />
    </header>
  );
}
