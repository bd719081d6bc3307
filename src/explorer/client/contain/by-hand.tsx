import { useModel } from '../data/use-model.ts';
import type { ExplorerCase, ExplorerOrigin } from '../../../model/explorer.ts';
import type { Forest } from '../data/forest.ts';
import { CommandCode } from '../parts/copy.tsx';
import { link } from '../router.ts';
import { BeforeCommands } from './before-commands.tsx';
import { caseOptions, quoted } from './command.ts';
import type { Target } from './target.ts';

/** Without a planner at hand, the command that has one. */
export function ByHand({ target, reason }: { target: Target; reason: string }) {
  const { theCase, forest } = useModel();
  const origin = originOf(target, theCase, forest);
  return (
    <section class="panel" aria-labelledby="by-hand">
      <h2 id="by-hand">Ask where the case is</h2>
      <p>{reason}</p>
      {origin === null || target.kind === 'origin' ? null : (
        <p>
          <a class="plain" href={link('contain', ['origin', origin.kind, origin.id])}>
            The plan against its whole lineage
          </a>
        </p>
      )}
      <BeforeCommands />
      <ul class="commands">
        <li>
          <span class="quiet">The plan, and the proof of it:</span>{' '}
          <CommandCode
            text={`stemma contain ${quoted(target.id)}${caseOptions(theCase)}`}
            label="the command that plans it"
          />
        </li>
        <li>
          <span class="quiet">This page with plans to switch on and off:</span>{' '}
          <CommandCode text={`stemma serve${caseOptions(theCase)}`} label="the command that serves this page" />
        </li>
      </ul>
    </section>
  );
}

function originOf({ kind, id }: Target, theCase: ExplorerCase, forest: Forest | null): ExplorerOrigin | null {
  const at =
    kind === 'finding'
      ? theCase.findings.find((finding) => finding.id === id)?.lineage
      : forest?.tokens.origin[forest.find(id)];
  return theCase.origins[at ?? -1] ?? null;
}
