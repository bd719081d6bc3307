import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

/** Text that people paste into a console or a ticket, with a button that takes it. */
export function Copy({ text, label, title }: { text: string; label: string; title?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      class={`${title === undefined ? 'copy' : 'button'} ${copied ? 'copied' : ''}`}
      aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
      title={copied ? 'Copied' : `Copy ${label}`}
      onClick={() => void copyText(text).then(setCopied)}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {title === undefined ? null : <span>{copied ? 'Copied' : title}</span>}
    </button>
  );
}

/** A command in running text: a line may end between its words, not within an option or a name. */
export function Command({ text }: { text: string }) {
  return (
    <code>
      {text.split(/( )/).map((part, at) =>
        part === ' ' ? (
          part
        ) : (
          <span key={at} class="word">
            {part}
          </span>
        ),
      )}
    </code>
  );
}

/** A command by itself, to be taken. */
export function CommandCode({ text, label }: { text: string; label: string }) {
  return (
    <span class="code">
      <Command text={text} />
      <Copy text={text} label={label} />
    </span>
  );
}

export function Code({ text, label }: { text: string; label?: string }) {
  return (
    <span class="code">
      <code>{text}</code>
      <Copy text={text} label={label ?? text} />
    </span>
  );
}

/** The clipboard may be closed to a page that is a file: then the old way, by selection. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.className = 'offscreen';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
