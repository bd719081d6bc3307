import { grouped, plural } from '../../../lib/wording.ts';
import type { ComponentChildren } from 'preact';
import { useModel } from '../data/use-model.ts';
import { SeverityLabel, worstFirst } from '../parts/marks.tsx';
import { link } from '../router.ts';

/** What there is, in numbers that lead on. */
export function Numbers() {
  const { summary, standing, origins } = useModel().theCase;
  const suspiciousTokens = origins.reduce((sum, origin) => sum + origin.suspiciousTokens, 0);
  const suspiciousKeys = summary.suspicious - suspiciousTokens;
  return (
    <section class="numbers" aria-label="In numbers">
      <Number value={summary.temporary} name="tokens" href={link('tokens')}>
        and {plural(summary.credentials - summary.temporary, 'long-term key')}
      </Number>
      <Number value={summary.live} name="live" href={link('tokens', [], { live: 'yes' })} />
      <Number value={suspiciousTokens} name="suspicious" href={link('tokens', [], { suspicious: 'yes' })}>
        {suspiciousKeys === 0 ? null : <>and {plural(suspiciousKeys, 'long-term key')}</>}
      </Number>
      <Number
        value={standing.acting}
        name="live and suspicious"
        tone={standing.acting > 0 ? 'alarm' : ''}
        href={link('tokens', [], { live: 'yes', suspicious: 'yes' })}
      >
        {standing.heldBack === 0 ? null : <>and {grouped(standing.heldBack)} revoked</>}
      </Number>
      <Number value={summary.origins} name="origins" href={link('lineage')} />
      <div class="number findings-number">
        <ul>
          {worstFirst.map((severity) => (
            <li key={severity} class={summary.findings[severity] === 0 ? 'none' : ''}>
              <a href={link('findings', [], { severity })}>
                <strong>{grouped(summary.findings[severity])}</strong> <SeverityLabel severity={severity} />
              </a>
            </li>
          ))}
        </ul>
        <span class="number-name">findings</span>
      </div>
    </section>
  );
}

interface NumberProps {
  readonly value: number;
  readonly name: string;
  readonly href: string;
  readonly tone?: string;
  readonly children?: ComponentChildren;
}

function Number({ value, name, href, tone = '', children }: NumberProps) {
  return (
    <a class={`number ${tone}`} href={href}>
      <strong>{grouped(value)}</strong>
      <span class="number-name">{name}</span>
      {children === undefined || children === null ? null : <span class="number-more">{children}</span>}
    </a>
  );
}
