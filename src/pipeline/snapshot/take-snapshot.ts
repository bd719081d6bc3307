import { callerIdentity, connectAws, openIam, type AwsConnection, type IamReader } from '../../aws/index.ts';
import { StemmaError } from '../../lib/errors.ts';
import { forJson } from '../../lib/neutralise.ts';
import type { AwsOptions } from '../../model/aws.ts';
import type { IamAccount, IamProblem, IamProvider } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { snapshotFileSchema, type SnapshotFile } from '../../model/snapshot-file.ts';
import { z } from 'zod';
import { readAuthorizationDetails } from '../../posture/index.ts';
import { createAsker, type Ask } from './asker.ts';
import { organizationDetails } from './organization.ts';
import { placesOf, regionsToAsk, trailsOf } from './places.ts';
import { userDetails } from './users.ts';

export interface SnapshotRequest {
  readonly aws: AwsOptions;
  /** Only these regions are asked for instances, addresses and trails; null: all that are enabled. */
  readonly regions: readonly string[] | null;
  readonly takenAt: EpochSeconds;
  readonly signal: AbortSignal;
}

/** Collects what `--iam` reads, with read-only calls. What may not be asked is in `problems`, and null in its place. */
export async function takeSnapshot({ aws: options, regions, takenAt, signal }: SnapshotRequest): Promise<SnapshotFile> {
  const aws = connectAws(options);
  const { accountId, arn: callerArn } = await callerIdentity(aws);
  const asker = createAsker(signal);
  const { ask } = asker;
  const { organization, accounts } = await organizationDetails(aws, accountId, ask);
  const iam = await iamOf(aws, { accountId, takenAt, ask });
  const where = { accountId, regions: regions ?? (await regionsToAsk(aws, { callerArn, ask })), ask };
  const places = await placesOf(aws, where);
  const trails = await trailsOf(aws, where);
  const problems = [...iam.problems, ...asker.problems];
  if (asker.answered() === 0) throw nothingAnswered(accountId, problems);
  return {
    stemmaSnapshot: 1,
    accounts: iam.account === null ? [] : [writable({ ...iam.account, organization })],
    problems,
    ...places,
    trails,
    organizationAccounts: accounts === null ? null : [...accounts],
  };
}

/** A snapshot as it is written: one JSON document, checked against the schema that reads it. */
export function snapshotText(file: SnapshotFile): string {
  return `${forJson(JSON.stringify(z.encode(snapshotFileSchema, file), null, 2))}\n`;
}

interface Iam {
  readonly account: IamAccount | null;
  readonly problems: readonly IamProblem[];
}

async function iamOf(
  aws: AwsConnection,
  { accountId, takenAt, ask }: { accountId: string; takenAt: EpochSeconds; ask: Ask },
): Promise<Iam> {
  const iam = await openIam(aws);
  const action = 'iam:GetAccountAuthorizationDetails';
  const pages = await ask({ action, subject: `IAM of ${accountId}` }, () => iam.getAccountAuthorizationDetails());
  if (pages === null) return { account: null, problems: [] };
  const { accounts, problems } = readAuthorizationDetails(pages, takenAt);
  const account = accounts.find((one) => one.accountId === accountId) ?? emptyAccount(accountId, takenAt);
  const aliases = await ask({ action: 'iam:ListAccountAliases', subject: 'account aliases' }, () =>
    iam.listAccountAliases(),
  );
  const profiles = await ask({ action: 'iam:ListInstanceProfiles', subject: 'instance profiles' }, () =>
    iam.listInstanceProfiles(),
  );
  const details = await userDetails(iam, account.users, ask);
  const providers = await providersOf(iam, ask);
  const instanceProfiles = profiles ?? account.instanceProfiles;
  return { account: { ...account, ...details, aliases: aliases ?? [], providers, instanceProfiles }, problems };
}

async function providersOf(iam: IamReader, ask: Ask): Promise<IamProvider[] | null> {
  const saml = await ask({ action: 'iam:ListSAMLProviders', subject: 'SAML providers' }, () => iam.listSamlProviders());
  const oidc = await ask({ action: 'iam:ListOpenIDConnectProviders', subject: 'OIDC providers' }, () =>
    iam.listOpenIdConnectProviders(),
  );
  if (saml === null || oidc === null) return null;
  return [
    ...saml.map((arn): IamProvider => ({ arn, kind: 'saml' })),
    ...oidc.map((arn): IamProvider => ({ arn, kind: 'oidc' })),
  ];
}

/** An account without users and roles is in no list, and is one all the same. */
function emptyAccount(accountId: string, takenAt: EpochSeconds): IamAccount {
  const nothing = {
    users: [],
    roles: [],
    providers: null,
    accessKeys: null,
    instanceProfiles: null,
    organization: null,
  };
  return { accountId, aliases: [], takenAt, ...nothing };
}

/** The file's schema has mutable lists; a copy by way of JSON is one, and drops nothing: all of it is data. */
function writable(account: IamAccount): SnapshotFile['accounts'][number] {
  return structuredClone(account) as SnapshotFile['accounts'][number];
}

function nothingAnswered(accountId: string, problems: readonly IamProblem[]): StemmaError {
  const first = problems[0];
  const why = first === undefined ? '' : `: ${first.source}: ${first.reason}`;
  return new StemmaError(`nothing of account ${accountId} may be read${why}`, {
    exitCode: 3,
    hint: 'grant what is printed by: stemma permissions snapshot',
  });
}
