import { plural } from '../../../lib/wording.ts';
import { childrenIn, type Forest } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { originName } from '../../../lib/origin-words.ts';
import { tokenName } from '../data/words.ts';
import { lineageLink, tokenLink } from '../router.ts';

const SHOWN = 2;

/** From the origin down to the token, and what it minted: each a step away. */
export function Ancestry({ forest, token }: { forest: Forest; token: number }) {
  const { theCase } = useModel();
  const origin = theCase.origins[forest.tokens.origin[token]!];
  const line: number[] = [];
  for (let at = forest.parent[token]!; at >= 0; at = forest.parent[at]!) line.unshift(at);
  const children = childrenIn(forest, token);
  const hidden = Math.max(0, line.length - 2 * SHOWN);
  const shown = hidden < 2 ? line : [...line.slice(0, SHOWN), -1, ...line.slice(-SHOWN)];
  return (
    <nav class="ancestry" aria-label="Lineage">
      <ol>
        {origin === undefined ? null : (
          <li>
            <a href={lineageLink(origin)}>{originName(origin)}</a>
          </li>
        )}
        {shown.map((at) =>
          at < 0 ? (
            <li key="more" class="quiet">
              ×{hidden} more
            </li>
          ) : (
            <li key={at}>
              <a href={tokenLink(forest.tokens.accessKeyId[at]!)}>
                <code>{forest.tokens.accessKeyId[at]}</code> <span class="quiet">{tokenName(forest, at)}</span>
              </a>
            </li>
          ),
        )}
        <li aria-current="page">
          <code>{forest.tokens.accessKeyId[token]}</code>
        </li>
        {children.length === 0 ? null : (
          <li class="children">
            {plural(children.length, 'token')} minted with it:{' '}
            {Array.from(children.slice(0, 3), (child) => (
              <a key={child} href={tokenLink(forest.tokens.accessKeyId[child]!)}>
                <code>{forest.tokens.accessKeyId[child]}</code>
              </a>
            ))}
            {children.length > 3 ? <span class="quiet"> and {children.length - 3} more</span> : null}
          </li>
        )}
      </ol>
    </nav>
  );
}
