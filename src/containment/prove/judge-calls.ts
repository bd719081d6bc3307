import type {
  DeciderOf,
  IamCaller,
  IamDecision,
  IamDecider,
  IamQuestion,
  IamSnapshot,
  ServiceRun,
} from '../../model/iam.ts';
import { signatureOf, type Mentions } from './mentions.ts';
import type { World } from './world.ts';

/** What a caller could do in a world. Answers are kept by what they depend on, so that phases share them. */
export interface JudgeCalls {
  /** `denied`: an explicit deny of everything holds. */
  isDead(signer: Signer, world: World): Promise<IamDecision>;
  /** Roles that it may assume, but for those that are denied; with what is known of the call besides its signer. */
  assumable(signer: Signer, world: World, context?: IamQuestion['context']): Promise<readonly Reach[]>;
  /** Roles that it can have a service run something as. */
  runs(signer: Signer, world: World): Promise<readonly ServiceRun[]>;
  may(signer: Signer, question: { action: string; resource: string }, world: World): Promise<IamDecision>;
  /** Whatever of the signer a policy may look at. */
  signature(signer: Signer): string;
}

export interface Signer {
  readonly caller: IamCaller;
  readonly userId: string | null;
}

export interface Reach {
  readonly roleArn: string;
  readonly decision: IamDecision;
}

export function judgeCalls(deciderOf: DeciderOf, mentions: Mentions): JudgeCalls {
  const signature = signatureOf(mentions);
  const deciders = new Map<IamSnapshot, IamDecider>();
  const deciderIn = ({ snapshot }: World): IamDecider => remember(deciders, snapshot, () => deciderOf(snapshot));
  const decisions = new Map<string, Promise<IamDecision>>();
  const candidates = new Map<string, readonly string[]>();
  const runs = new Map<string, Promise<readonly ServiceRun[]>>();
  const version = versions();

  const ask = (
    signer: Signer,
    what: string,
    roleArn: string | null,
    world: World,
    decide: () => Promise<IamDecision>,
  ): Promise<IamDecision> => {
    const known = principalOf(world.snapshot, signer.caller);
    if (known === null) return Promise.resolve(missing(signer.caller));
    const key = `${what}|${signature(signer.caller, signer.userId)}|${version(known, world.snapshot, roleArn)}`;
    return remember(decisions, key, decide);
  };
  const judge: JudgeCalls = {
    signature: (signer) => signature(signer.caller, signer.userId),
    isDead: (signer, world) => ask(signer, 'dead', null, world, () => deciderIn(world).isDead(signer.caller)),
    may: (signer, { action, resource }, world) =>
      ask(signer, `${action} ${resource}`, null, world, () =>
        deciderIn(world).decide({ caller: signer.caller, action, resource }),
      ),
    async runs(signer, world) {
      const known = principalOf(world.snapshot, signer.caller);
      if (known === null) return [];
      const sign = signature(signer.caller, signer.userId);
      const key = `${sign}|${version(known, world.snapshot, null)}|${version.ofTrusts(world.snapshot)}`;
      return remember(runs, key, () => deciderIn(world).mayRunAs(signer.caller));
    },
    async assumable(signer, world, context = {}) {
      if (principalOf(world.snapshot, signer.caller) === null) return [];
      const key = `${signature(signer.caller, signer.userId)}|${version.ofTrusts(world.snapshot)}`;
      // Denies only shrink what the first answer let through: worlds with the same trust policies share it.
      const roles = remember(candidates, key, () => deciderIn(world).mayAssume(signer.caller));
      const reaches: Reach[] = [];
      const about = Object.keys(context).length === 0 ? '' : JSON.stringify(context);
      for (const roleArn of roles) {
        const action = assumeAction(signer.caller);
        const decision = await ask(signer, `${action} ${roleArn} ${about}`, roleArn, world, () =>
          deciderIn(world).decide({ caller: signer.caller, action, resource: roleArn, context }),
        );
        if (decision.decision !== 'denied') reaches.push({ roleArn, decision });
      }
      return reaches;
    },
  };
  return judge;
}

const assumeAction = ({ kind, arn }: IamCaller): string => {
  if (kind !== 'federated-provider') return 'sts:AssumeRole';
  return arn.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
};

/** The object that a caller's own policies are in: another object after every change. Null where the snapshot has it not. */
function principalOf(snapshot: IamSnapshot, caller: IamCaller): object | null {
  if (caller.kind === 'service' || caller.kind === 'federated-provider' || caller.kind === 'account') return nobody;
  const account = snapshot.accounts.find(({ accountId }) => accountId === caller.accountId);
  if (account === undefined) return null;
  if (caller.kind === 'root') return nobody;
  const index = indexOf(snapshot);
  return index.get((caller.issuerArn ?? caller.arn).toLowerCase()) ?? null;
}

const nobody = {};

const missing = ({ arn, accountId }: IamCaller): IamDecision => ({
  decision: 'depends',
  unknown: [`${arn}: not in the snapshot${accountId === null ? '' : ` of account ${accountId}`}`],
  conditions: [],
});

const indices = new WeakMap<IamSnapshot, Map<string, object>>();

function indexOf(snapshot: IamSnapshot): Map<string, object> {
  return remember(indices, snapshot, () => {
    const principals = snapshot.accounts.flatMap(({ roles, users }) => [...roles, ...users]);
    return new Map(principals.map((each) => [each.arn.toLowerCase(), each]));
  });
}

interface Versions {
  (principal: object, snapshot: IamSnapshot, roleArn: string | null): string;
  ofTrusts(snapshot: IamSnapshot): string;
}

/** Numbers for objects, so that an answer can be kept by the very documents that it rests on. */
function versions(): Versions {
  const numbers = new WeakMap<object, number>();
  const trusts = new WeakMap<IamSnapshot, string>();
  const numbersOfTexts = new Map<string, string>();
  let last = 0;
  const numberOf = (thing: object): number => remember(numbers, thing, () => ++last);
  const above = new WeakMap<IamSnapshot, string>();
  const organizations = (snapshot: IamSnapshot): string =>
    remember(above, snapshot, () =>
      snapshot.accounts.map(({ organization }) => (organization === null ? 0 : numberOf(organization))).join(','),
    );
  const of = (principal: object, snapshot: IamSnapshot, roleArn: string | null): string => {
    const role =
      roleArn === null ? undefined : (indexOf(snapshot).get(roleArn.toLowerCase()) as { trust?: unknown } | undefined);
    const trust = typeof role?.trust === 'object' && role.trust !== null ? numberOf(role.trust) : 0;
    return `${numberOf(principal)} ${trust} ${organizations(snapshot)}`;
  };
  const ofTrusts = (snapshot: IamSnapshot): string =>
    remember(trusts, snapshot, () => {
      const documents = snapshot.accounts.flatMap(({ roles }) => roles.map(({ trust }) => trust));
      const all = documents.map((each) => (typeof each === 'object' && each !== null ? numberOf(each) : 0)).join(',');
      return remember(numbersOfTexts, all, () => String(numbersOfTexts.size));
    });
  return Object.assign(of, { ofTrusts });
}

interface Memory<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function remember<Key, Value>(memory: Memory<Key, Value>, key: Key, find: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const found = find();
  memory.set(key, found);
  return found;
}
