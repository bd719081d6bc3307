import { plural } from '../../../lib/wording.ts';
import type { ExplorerFinding } from '../../../model/explorer.ts';
import { Code } from '../parts/copy.tsx';
import { Icon } from '../parts/icons.tsx';
import { SeverityLabel } from '../parts/marks.tsx';
import { NextStep } from '../parts/next-step.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { linkHere, type Route } from '../router.ts';

const SHOWN = 6;

/** The finding that one came from: its tokens are lit in the chart, its records are here. */
export function FindingBanner({ route, finding }: { route: Route; finding: ExplorerFinding }) {
  const { severity, title, reason, tokens, evidence } = finding;
  return (
    <section class={`finding-banner ${severity}`} aria-label="Finding">
      <a
        class="icon-button"
        href={linkHere(route, { finding: null })}
        aria-label="Show without the finding"
        title="Show without the finding"
      >
        <Icon name="close" />
      </a>
      <h2>
        <SeverityLabel severity={severity} /> {title}
      </h2>
      <p>
        <Sentence text={reason} />
      </p>
      <p>
        <strong>Do:</strong> <NextStep finding={finding} />
      </p>
      <p class="quiet">
        {plural(tokens.length, 'credential')} lit below. Evidence:{' '}
        {evidence.slice(0, SHOWN).map((id) => (
          <Code key={id} text={id} label={`event id ${id}`} />
        ))}
        {evidence.length > SHOWN ? ` and ${evidence.length - SHOWN} more` : null}
      </p>
    </section>
  );
}
