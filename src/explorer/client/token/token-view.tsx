import { isSuspicious, type Forest } from '../data/forest.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { stateOf, stateWords, tokenName } from '../data/words.ts';
import { Code } from '../parts/copy.tsx';
import { StateLabel } from '../parts/marks.tsx';
import { lineageLink, link, type ViewProps } from '../router.ts';
import { Ancestry } from './ancestry.tsx';
import { Clients } from './clients.tsx';
import { TokenFacts } from './token-facts.tsx';
import { TokenFindings } from './token-findings.tsx';
import { UsesOverTime } from './uses-over-time.tsx';

/** Everything that is known of one credential, each fact with the record that it comes from. */
export function TokenView({ route }: ViewProps) {
  const { theCase, forest, source } = useModel();
  const key = route.path[0] ?? '';
  const { value, error } = useAnswer(() => source.loadToken(key), [source, key, theCase.revision]);
  if (forest === null) return <p class="panel quiet">Reading the tokens …</p>;
  const token = forest.find(key);
  if (token < 0) {
    return (
      <section class="panel">
        <h1>Not in this case</h1>
        <p>
          No credential <code>{key}</code> was read. It may be of another account, or of a time that no trail covers.
        </p>
      </section>
    );
  }
  return (
    <>
      <Heading forest={forest} token={token} />
      <Ancestry forest={forest} token={token} />
      {error === null ? null : (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      <div class="columns">
        <TokenFacts forest={forest} token={token} known={value} />
        <div class="stack">
          <TokenFindings forest={forest} token={token} />
          <UsesOverTime known={value} forest={forest} token={token} />
        </div>
      </div>
      {value === null ? null : <Clients known={value} />}
    </>
  );
}

function Heading({ forest, token }: { forest: Forest; token: number }) {
  const { theCase } = useModel();
  const key = forest.tokens.accessKeyId[token]!;
  const origin = theCase.origins[forest.tokens.origin[token]!];
  const state = stateOf(forest, token, theCase.asOf);
  return (
    <header class="page-heading">
      <div>
        <p class="kicker">
          <StateLabel
            state={state}
            words={stateWords(forest, token, theCase)}
            suspicious={isSuspicious(forest.flags[token]!)}
          />
        </p>
        <h1>
          <Code text={key} />
          <span class="heading-more">{tokenName(forest, token)}</span>
        </h1>
      </div>
      <div class="actions">
        {origin === undefined ? null : (
          <a class="button" href={lineageLink(origin, { token: key })}>
            In its lineage
          </a>
        )}
        <a class="button primary" href={link('contain', ['credential', key])}>
          Plan containment
        </a>
      </div>
    </header>
  );
}
