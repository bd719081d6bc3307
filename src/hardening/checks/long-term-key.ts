import { count, listed } from '../../lib/wording.ts';
import { partitionOfArn } from '../../lib/arn.ts';
import { parseAddress } from '../../lib/addresses.ts';
import { byText } from '../../lib/by-text.ts';
import { rowsOf } from '../../lineage/index.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { IamAccessKey } from '../../model/iam.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { isPersonIn } from '../people.ts';
import { documentOf, withCondition } from '../statements.ts';
import { historyDays, references } from '../wording.ts';

const DAY = 86_400;
/** The age at which AWS's own checks ask for a new key. */
const OLD_DAYS = 90;

export const longTermKey: Check = {
  id: 'long-term-key',
  title: 'Access keys that could be roles',
  says: 'A long-term key works until somebody ends it, and everything that it mints outlives it.',
  severities: ['high', 'medium', 'low'],
  documents: ['trust'],
  *advise(context) {
    yield* used(context);
    yield* unused(context);
  },
};

function* used(context: CheckContext): Iterable<Found> {
  const { credentials, facts } = context.lineage;
  const deleted = facts.texts.find('access-key-deleted' satisfies ControlKind) || -1;
  for (let key = 0; key < credentials.length; key++) {
    if (credentials.temporary[key] === 1 || credentials.lastUsed[key] === 0) continue;
    // What replaced it has a key id of its own, and is told of by that.
    if (facts.controls.columns.kind[credentials.revokedBy[key]!] === deleted) continue;
    const arn = facts.texts.get(credentials.principalArn[key]!);
    const accessKeyId = facts.texts.get(credentials.accessKeyId[key]!)!;
    const accountId = facts.texts.get(credentials.accountId[key]!);
    if (arn?.endsWith(':root') === true) yield ofRoot(accessKeyId, accountId);
    else yield adviceOn(context, { key, accessKeyId, accountId, arn });
  }
}

const ofRoot = (accessKeyId: string, accountId: string | null): Found => ({
  severity: 'high',
  accountId,
  target: accessKeyId,
  reason: 'An access key of the root user signed calls. Nothing inside the account can limit it or its tokens.',
  policy: null,
  how: 'Delete it, as root; in an organization remove root credentials of member accounts for good (centralized root access).',
  reference: references.temporary,
});

interface Key {
  readonly key: number;
  readonly accessKeyId: string;
  readonly accountId: string | null;
  readonly arn: string | null;
}

function adviceOn(context: CheckContext, { key, accessKeyId, accountId, arn }: Key): Found {
  const addresses = addressesOf(context, key);
  const inAws = addresses.length > 0 && addresses.every((address) => context.awsRanges.lookup(address) !== null);
  const place = arn !== null && isPersonIn(context, arn) ? 'person' : inAws ? 'aws' : 'outside';
  const tokens = rowsOf(context.lineage.children, key);
  const isSuspicious = [key, ...tokens].some((credential) => context.suspicious[credential] === 1);
  return {
    severity: isSuspicious ? 'high' : place === 'aws' ? 'medium' : 'low',
    accountId,
    target: accessKeyId,
    reason: `${deedsOf(context, { key, arn, addresses, tokens: tokens.length })} ${placed[place]}${isSuspicious ? ' It, or what it made, is suspicious in this case.' : ''}`,
    policy:
      place === 'aws'
        ? trustOfWorkload
        : place === 'outside'
          ? trustOfProvider(accountId, partitionOfArn(arn ?? ''))
          : null,
    how: instead[place],
    reference: references.temporary,
  };
}

function deedsOf(
  { lineage }: CheckContext,
  { key, arn, addresses, tokens }: { key: number; arn: string | null; addresses: readonly string[]; tokens: number },
): string {
  const from = addresses.length === 0 ? '' : ` from ${listed(addresses)}`;
  const made = tokens === 0 ? '' : ` and got ${count(tokens, 'token')}`;
  return `The key of ${arn ?? 'an unknown user'} signed ${count(lineage.credentials.uses[key]!, 'call')}${from}${made}.`;
}

type Place = 'person' | 'aws' | 'outside';

const placed: Readonly<Record<Place, string>> = {
  person: 'Its user is a person.',
  aws: 'All of it came from addresses of AWS, where workloads can have a role of their own.',
  outside: 'It came from outside AWS.',
};

const instead: Readonly<Record<Place, string>> = {
  person:
    'Let people sign in (Identity Center, or aws login): their keys last hours. Then deactivate this one, wait, delete it.',
  aws: 'Give the workload a role (instance profile, task role, execution role) with the trust policy of the document, of which keep the service that it runs on; then deactivate the key, wait, delete it.',
  outside:
    'A pipeline takes a role by OIDC (the document is its trust policy: put provider, audience and subject in), a server by IAM Roles Anywhere; then deactivate the key, wait, delete it.',
};

const trustOfWorkload = documentOf([
  {
    Effect: 'Allow',
    Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] },
    Action: 'sts:AssumeRole',
  },
]);

function trustOfProvider(accountId: string | null, partition: string): object {
  const provider = `arn:${partition}:iam::${accountId ?? 'ACCOUNT'}:oidc-provider/PROVIDER`;
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
  };
  return documentOf([
    withCondition(statement, 'StringEquals', {
      'PROVIDER:aud': 'sts.amazonaws.com',
      'PROVIDER:sub': 'THE-ONE-PIPELINE',
    }),
  ]);
}

function addressesOf({ lineage }: CheckContext, key: number): string[] {
  const { uses, texts } = lineage.facts;
  const { sourceIPAddress, invokedBy } = uses.columns;
  const codes = new Set<number>();
  for (const row of rowsOf(lineage.usesOf, key)) if (invokedBy[row] === 0) codes.add(sourceIPAddress[row]!);
  return [...codes]
    .map((code) => texts.get(code) ?? '')
    .filter((address) => parseAddress(address)?.scope === 'public')
    .sort(byText);
}

/** Active keys of the snapshot that signed nothing in the whole case. */
function* unused({ iam, lineage, coverage }: CheckContext): Iterable<Found> {
  const read = (iam?.accounts ?? []).filter(({ accountId }) => coverage.accounts.includes(accountId));
  for (const { accountId, accessKeys } of read) {
    for (const key of accessKeys ?? []) {
      const credential = lineage.find(key.accessKeyId);
      const isUsed = credential >= 0 && lineage.credentials.lastUsed[credential] !== 0;
      if (key.active && !isUsed) yield ofUnused(key, { accountId, asOf: lineage.asOf, days: historyDays(coverage) });
    }
  }
}

function ofUnused(
  { accessKeyId, userName, createdAt }: IamAccessKey,
  { accountId, asOf, days }: { accountId: string; asOf: number; days: number },
): Found {
  const age = createdAt === null ? null : Math.floor((asOf - createdAt) / DAY);
  const old = age === null ? '' : `, ${count(age, 'day')} old,`;
  return {
    severity: age !== null && age > OLD_DAYS ? 'medium' : 'low',
    accountId,
    target: accessKeyId,
    reason: `The active key of user ${userName}${old} signed nothing in the ${count(days, 'day')} that the case covers.`,
    policy: null,
    how: `aws iam get-access-key-last-used --access-key-id ${accessKeyId}; if nobody needs it: aws iam update-access-key --user-name ${userName} --access-key-id ${accessKeyId} --status Inactive, wait, delete it.`,
    reference: references.temporary,
  };
}
