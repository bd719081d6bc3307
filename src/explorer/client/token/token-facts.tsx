import { plural } from '../../../lib/wording.ts';
import type { ComponentChildren } from 'preact';
import type { ExplorerToken } from '../../../model/explorer.ts';
import type { ReportCredential, ReportIssuance } from '../../../model/report-view.ts';
import { textOf, type Forest } from '../data/forest.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { second } from '../data/words.ts';
import { Code } from '../parts/copy.tsx';

interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  /** Where it is known from. */
  readonly from: string;
}

/** The facts, each with what it comes from. */
export function TokenFacts({ forest, token, known }: { forest: Forest; token: number; known: ExplorerToken | null }) {
  const row = known?.row ?? null;
  const issuance = known?.issuance ?? null;
  const facts = [
    ...identity(forest, token, issuance === null ? 'its uses' : 'the issuance'),
    ...(row === null ? [] : principal(row)),
    ...times(forest, token),
    ...(row === null ? [] : circumstances(row)),
    ...(issuance === null ? [] : call(issuance)),
  ];
  return (
    <section class="panel" aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <table class="fact-table">
        <thead class="offscreen">
          <tr>
            <th scope="col">Fact</th>
            <th scope="col">Value</th>
            <th scope="col">Known from</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, value, from }) =>
            value === null || value === '' ? null : (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
                <td class="quiet">{from}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      <Evidence known={known} />
      {issuance === null || issuance.sessionPolicy === null ? null : (
        <details>
          <summary>Session policy</summary>
          <pre>{issuance.sessionPolicy}</pre>
        </details>
      )}
    </section>
  );
}

function identity(forest: Forest, token: number, from: string): Fact[] {
  const { tokens } = forest;
  return [
    { name: 'Role', value: code(textOf(forest, tokens.role[token])), from },
    { name: 'Session name', value: code(textOf(forest, tokens.session[token])), from },
    { name: 'User', value: textOf(forest, tokens.user[token]), from: 'userIdentity' },
    { name: 'Account', value: code(textOf(forest, tokens.account[token])), from },
  ];
}

const bases: Readonly<Record<string, string>> = {
  signed: 'it signed the issuance',
  'shared-event': "the other account's record of the same call",
  session: 'the only credential of the same session',
};

function principal({ principalArn, sourceIdentity, parent, parentBasis, privileges }: ReportCredential): Fact[] {
  return [
    { name: 'Principal', value: code(principalArn), from: 'userIdentity' },
    { name: 'Source identity', value: sourceIdentity, from: 'sourceIdentity' },
    { name: 'Parent', value: code(parent), from: bases[parentBasis ?? ''] ?? '' },
    {
      name: 'Privileges',
      value: privileges === null ? null : [privileges.level, ...privileges.why].join('; '),
      from: 'IAM snapshot',
    },
  ];
}

function times(forest: Forest, token: number): Fact[] {
  const { tokens } = forest;
  const [issuedAt, expiresAt] = [tokens.issuedAt[token]!, tokens.expiresAt[token]!];
  const revocation = tokens.revoked[token] === 0 ? null : tokens.revocations[tokens.revoked[token]! - 1]!;
  const [first, last] = [tokens.firstUsed[token]!, tokens.lastUsed[token]!];
  return [
    { name: 'Issued', value: moment(issuedAt), from: textOf(forest, tokens.issuedBy[token]) ?? '' },
    { name: 'Expires', value: moment(expiresAt), from: expiresAt === 0 ? '' : 'credentials.expiration' },
    {
      name: 'Revoked',
      value: revocation === null ? null : `${moment(revocation.at)} by ${revocation.by ?? 'unknown'}`,
      from: revocation?.how ?? '',
    },
    {
      name: 'First, last use',
      value: first === 0 ? 'never seen' : `${second(first)} – ${second(last)}`,
      from: `${plural(tokens.uses[token]!, 'record')}, ${tokens.errors[token]!} failed`,
    },
  ];
}

function circumstances({ mfa, issuedFrom, forwarded, origin }: ReportCredential): Fact[] {
  return [
    { name: 'MFA', value: mfa === null ? 'unknown' : mfa ? 'yes' : 'no', from: 'the issuance or session' },
    { name: 'Asked for from', value: code(issuedFrom.ip), from: 'sourceIPAddress' },
    { name: 'With', value: issuedFrom.userAgent, from: 'userAgent' },
    { name: 'Forwarded', value: forwarded ? 'a service acts for the principal' : null, from: 'invokedBy' },
    { name: 'Origin', value: `${originKind(origin.kind)} ${origin.id}`, from: origin.basis },
  ];
}

function call({ eventSource, awsRegion, externalId }: ReportIssuance): Fact[] {
  return [
    { name: 'Called', value: [eventSource, awsRegion].filter((part) => part !== null).join(', '), from: 'eventSource' },
    { name: 'External id', value: externalId, from: 'requestParameters' },
  ];
}

const moment = (time: number): string => (time === 0 ? 'unknown' : `${second(time)} UTC`);
const code = (text: string | null): ComponentChildren => (text === null ? null : <Code text={text} />);

function Evidence({ known }: { known: ExplorerToken | null }) {
  if (known === null) return null;
  const { row, issuance } = known;
  const request = issuance?.requestID ?? null;
  return (
    <>
      <h3>CloudTrail records</h3>
      {row.evidence.length === 0 ? <p class="quiet">The records of its uses only.</p> : null}
      <ul class="evidence">
        {row.evidence.map((id) => (
          <li key={id}>
            <span class="quiet">eventID</span> <Code text={id} label={`event id ${id}`} />
          </li>
        ))}
        {request === null ? null : (
          <li>
            <span class="quiet">requestID</span> <Code text={request} label={`request id ${request}`} />
          </li>
        )}
      </ul>
    </>
  );
}
