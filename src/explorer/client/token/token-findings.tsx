import type { Forest } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { SeverityLabel } from '../parts/marks.tsx';
import { NextStep } from '../parts/next-step.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { lineageLink, link } from '../router.ts';

/** What is held against it. */
export function TokenFindings({ forest, token }: { forest: Forest; token: number }) {
  const { theCase } = useModel();
  const findings = theCase.findings.filter((finding) => finding.tokens.includes(token));
  const key = forest.tokens.accessKeyId[token]!;
  const origin = theCase.origins[forest.tokens.origin[token]!];
  return (
    <section class="panel" aria-labelledby="token-findings">
      <h2 id="token-findings">Findings</h2>
      {findings.length === 0 ? <p class="quiet">None names it.</p> : null}
      <ul class="finding-list">
        {findings.map((finding) => (
          <li key={finding.id}>
            <a
              href={
                origin === undefined
                  ? link('findings', [finding.id])
                  : lineageLink(origin, { finding: finding.id, token: key })
              }
            >
              <SeverityLabel severity={finding.severity} /> {finding.title}
            </a>
            <p>
              <Sentence text={finding.reason} />
            </p>
            <p>
              <strong>Do:</strong> <NextStep finding={finding} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
