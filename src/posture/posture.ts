import { groupBy } from '../lib/add-to.ts';
import { accountOfArn } from '../lib/arn.ts';
import type { IamAccount, IamCaller, IamDecider, IamPolicy, IamRole, IamSnapshot, IamUser } from '../model/iam.ts';
import type { AssumeEdge, Posture, PrincipalPosture } from '../model/posture.ts';
import { compileDocument } from './evaluate/compile.ts';
import { createDecider } from './evaluate/decider.ts';
import { relevantStatements } from './evaluate/relevant.ts';
import { anySessionOf, keyOfUser, sessionOfUser } from './graph/callers.ts';
import { shortestCycles, type Cycle } from './graph/cycles.ts';
import { assumeEdges } from './graph/edges.ts';
import { letInUnlocked } from './graph/unlocked.ts';
import { privilegesOf, type Privileges } from './privileges/level.ts';
import { rightsOf } from './privileges/rights.ts';

/** What a snapshot says about who can assume and do what: the graph, its cycles, and the privileges of every role and user. */
export async function posture(snapshot: IamSnapshot): Promise<Posture> {
  const edges = await assumeEdges(snapshot, createDecider(snapshot));
  const readable = createDecider(withoutUnreadable(snapshot));
  const roles = snapshot.accounts.flatMap((account) => account.roles);
  const about: About = {
    cycles: shortestCycles(
      roles.map(({ arn }) => arn),
      edges,
    ),
    edgesTo: groupBy(edges, ({ to }) => to),
    edgesFrom: groupBy(edges, ({ from }) => from),
    assumable: assumableBy(snapshot, edges),
    known: new Set(snapshot.accounts.map(({ accountId }) => accountId)),
    guarded: new Set(snapshot.accounts.filter(hasResourceControls).map(({ accountId }) => accountId)),
  };
  const principals: PrincipalPosture[] = [];
  for (const account of snapshot.accounts) {
    for (const role of account.roles) principals.push(await roleRow(role, about, readable));
    for (const user of account.users) principals.push(await userRow(user, readable));
  }
  return {
    takenAt: takenAt(snapshot.accounts),
    ...(snapshot.accounts.some(({ isFileTime }) => isFileTime) && { isFileTime: true as const }),
    principals,
    edges,
    problems: [...snapshot.problems, ...notCollected(snapshot.accounts)],
  };
}

interface About {
  readonly cycles: ReadonlyMap<string, Cycle>;
  readonly edgesTo: ReadonlyMap<string, readonly AssumeEdge[]>;
  readonly edgesFrom: ReadonlyMap<string, readonly AssumeEdge[]>;
  /** By account: roles that some role or user of it can assume. */
  readonly assumable: ReadonlyMap<string, ReadonlySet<string>>;
  readonly known: ReadonlySet<string>;
  /** Accounts whose organization may keep strangers out of roles, whatever their trust policies say. */
  readonly guarded: ReadonlySet<string>;
}

function hasResourceControls({ organization }: IamAccount): boolean {
  return JSON.stringify(organization?.rcps ?? []).includes('"Deny"');
}

async function roleRow(role: IamRole, about: About, readable: IamDecider): Promise<PrincipalPosture> {
  const { arn, accountId, maxSessionSeconds } = role;
  const { level, why } = await levelOf([anySessionOf(role)], role.policies, readable);
  const cycle = about.cycles.get(arn) ?? null;
  const strangers = (about.edgesTo.get(arn) ?? []).filter(
    ({ from, decision }) => decision === 'allowed' && (from === '*' || isStranger(from, about.known)),
  );
  const unlocked = about.guarded.has(accountId) ? [] : letInUnlocked(role.trust);
  const anyone = strangers.some(({ from }) => from === '*') || unlocked.includes('*');
  const accounts = [
    ...new Set([
      ...strangers.flatMap(({ from }) => (from.endsWith(':root') ? (accountOfArn(from) ?? []) : [])),
      ...unlocked.filter((one) => one !== '*' && !about.known.has(one)),
    ]),
  ];
  return {
    arn,
    accountId,
    kind: 'role',
    level,
    why,
    exploitable: cycle !== null,
    cycle: cycle?.arns ?? null,
    cycleConditions: cycle?.conditions ?? [],
    open: anyone ? 'anyone' : accounts.length > 0 ? 'account' : null,
    openTo: anyone ? [] : accounts,
    maxSessionSeconds,
    assumesAll: assumesAll(role, about),
    breaksOutTo: breaksOutTo(role, about),
  };
}

async function userRow(user: IamUser, readable: IamDecider): Promise<PrincipalPosture> {
  const { arn, accountId, policies } = user;
  return {
    arn,
    accountId,
    kind: 'user',
    ...(await levelOf([keyOfUser(user), sessionOfUser(user)], policies, readable)),
    exploitable: false,
    cycle: null,
    cycleConditions: [],
    open: null,
    openTo: [],
    maxSessionSeconds: null,
    assumesAll: false,
    breaksOutTo: [],
  };
}

/**
 * What a session may do that some session policies narrow: of a role's session, or of a federation token, which may do what
 * both its user and its session policies allow. Null where the snapshot does not have the principal.
 */
export async function narrowedPrivileges(
  snapshot: IamSnapshot,
  decider: IamDecider,
  session: { readonly arn: string; readonly federated: boolean; readonly policies: readonly unknown[] },
): Promise<Privileges | null> {
  const principals = snapshot.accounts.flatMap(({ roles, users }): (IamRole | IamUser)[] => [...roles, ...users]);
  const principal = principals.find(({ arn }) => arn === session.arn);
  if (principal === undefined) return null;
  const base = 'roleId' in principal ? anySessionOf(principal) : keyOfUser(principal);
  const caller: IamCaller = session.federated
    ? {
        ...base,
        kind: 'federated-user',
        arn: `arn:aws:sts::${principal.accountId}:federated-user/session`,
        issuerArn: principal.arn,
        sessionPolicies: session.policies,
      }
    : { ...base, sessionPolicies: session.policies };
  return levelOf([caller], principal.policies, decider);
}

/** The level by what can be read; policies without text are told, and count neither way. */
async function levelOf(
  callers: readonly IamCaller[],
  policies: readonly IamPolicy[],
  readable: IamDecider,
): Promise<Privileges> {
  const read = policies.filter(isReadable);
  const missing = policies
    .filter((policy) => !isReadable(policy))
    .map(({ id }) => `What ${id} allows is unknown: its text is not in the snapshot or not understood.`);
  const allowsSomething = read.some(({ document }) =>
    compileDocument(document, 'identity').statements.some(({ effect }) => effect === 'Allow'),
  );
  const { level, why } = await privilegesOf(rightsOf(callers, read, readable), allowsSomething);
  return { level, why: [...why, ...missing] };
}

const isReadable = ({ document }: IamPolicy): boolean => compileDocument(document, 'identity').faults.length === 0;

function withoutUnreadable(snapshot: IamSnapshot): IamSnapshot {
  const read = <T extends IamRole | IamUser>(principal: T): T => ({
    ...principal,
    policies: principal.policies.filter(isReadable),
  });
  return {
    ...snapshot,
    accounts: snapshot.accounts.map((account) => ({
      ...account,
      roles: account.roles.map(read),
      users: account.users.map(read),
    })),
  };
}

function isStranger(from: string, known: ReadonlySet<string>): boolean {
  const accountId = accountOfArn(from);
  return accountId !== null && !known.has(accountId);
}

function assumableBy({ accounts }: IamSnapshot, edges: readonly AssumeEdge[]): Map<string, ReadonlySet<string>> {
  const own = new Set(accounts.flatMap(({ roles, users }) => [...roles, ...users].map(({ arn }) => arn)));
  const found = new Map<string, Set<string>>(accounts.map(({ accountId }) => [accountId, new Set()]));
  for (const { from, to } of edges) if (own.has(from) && from !== to) found.get(accountOfArn(to) ?? '')?.add(to);
  return found;
}

function assumesAll({ arn, accountId }: IamRole, { assumable, edgesFrom }: About): boolean {
  const others = [...(assumable.get(accountId) ?? [])].filter((one) => one !== arn);
  if (others.length < 2) return false;
  const reached = new Set((edgesFrom.get(arn) ?? []).map(({ to }) => to));
  return others.every((one) => reached.has(one));
}

/** Roles of other accounts in the snapshot that it reaches, and what its policies let it try in accounts that are not. */
function breaksOutTo({ arn, accountId, policies }: IamRole, { edgesFrom, known }: About): string[] {
  const reached = (edgesFrom.get(arn) ?? []).map(({ to }) => to).filter((to) => accountOfArn(to) !== accountId);
  const { statements } = relevantStatements(policies, 'identity', { action: 'sts:AssumeRole', resource: '*' });
  const patterns = statements
    .filter(({ statement }) => statement.effect === 'Allow' && !statement.notResources)
    .flatMap(({ statement }) => statement.resources ?? [])
    .filter((pattern) => {
      const owner = accountOfArn(pattern);
      return owner !== null && owner !== accountId && !known.has(owner);
    });
  return [...new Set([...reached, ...patterns])].sort();
}

/** The oldest: what holds since then holds for all of it. */
function takenAt(accounts: readonly IamAccount[]): number | null {
  const times = accounts.flatMap((account) => account.takenAt ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

function notCollected(accounts: readonly IamAccount[]): Posture['problems'] {
  const without = accounts
    .filter(({ organization }) => organization === null || organization.scps === null)
    .map(({ accountId }) => accountId);
  if (without.length === 0) return [];
  return [
    {
      source: without.join(', '),
      reason: 'service and resource control policies were not collected: what they deny is not counted',
    },
  ];
}
