import { grouped } from '../../../lib/wording.ts';
import { useState } from 'preact/hooks';
import { Scroller } from '../parts/scroller.tsx';
import { link, linkHere, type Route } from '../router.ts';
import { byWeight } from './in-view.ts';
import type { RoleNode } from './role-graph.ts';

const PAGE = 50;

/** Every role, the most alive and suspicious first. */
export function RolesTable({ roles, route }: { roles: readonly RoleNode[]; route: Route }) {
  const [shown, setShown] = useState(PAGE);
  const sorted = roles.toSorted(byWeight);
  const hasLevels = roles.some(({ level }) => level !== null);
  return (
    <section class="panel" aria-labelledby="all-roles">
      <h2 id="all-roles">All roles</h2>
      <Scroller labelledBy="all-roles">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Role</th>
              <th scope="col">Account</th>
              {hasLevels ? <th scope="col">Privileges</th> : null}
              <th scope="col" class="numeric">
                Tokens
              </th>
              <th scope="col" class="numeric">
                Live
              </th>
              <th scope="col" class="numeric">
                Suspicious
              </th>
              <th scope="col">Comes back</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shown).map((role) => (
              <tr key={role.id} class={role.suspicious > 0 ? 'warning' : ''}>
                <th scope="row">
                  <a href={linkHere(route, { role: role.id })}>{role.name}</a>
                </th>
                <td>{role.account ?? ''}</td>
                {hasLevels ? <td>{role.level ?? 'unknown'}</td> : null}
                <td class="numeric">
                  {role.tokens === 0 || role.arn === null ? (
                    ''
                  ) : (
                    <a href={link('tokens', [], { role: role.arn })}>{grouped(role.tokens)}</a>
                  )}
                </td>
                <td class="numeric">{role.live === 0 ? '' : grouped(role.live)}</td>
                <td class="numeric">{role.suspicious === 0 ? '' : grouped(role.suspicious)}</td>
                <td>{role.cycle ? '↻ it did' : role.exploitable ? '⟲ it can' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {shown < sorted.length ? (
        <button type="button" class="button" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, sorted.length - shown)} more
        </button>
      ) : null}
    </section>
  );
}
