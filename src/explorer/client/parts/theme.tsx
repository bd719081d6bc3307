import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

const KEY = 'stemma-theme';
type Theme = 'light' | 'dark';

/** As the system has it, until somebody chooses. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? system());
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    dispatchEvent(new Event('stemma-theme'));
  }, [theme]);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = (): void => {
      if (chosen() === null) setTheme(system());
    };
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Use ${other} colours`}
      title={`Use ${other} colours`}
      onClick={() => {
        remember(other);
        setTheme(other);
      }}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}

const system = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

/** A page that is a file may have no storage. */
function chosen(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : null;
  } catch {
    return null;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this page only.
  }
}
