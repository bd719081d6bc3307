import { accountOfArn, partitionOfArn } from '../../lib/arn.ts';
import type { ApiCall, PlanAction, PolicyDocument } from '../../model/containment.ts';
import type { IamPolicy } from '../../model/iam.ts';
import { mergedWith, sidOf } from '../merge-denies.ts';
import { nameOfPrincipal } from '../principals.ts';
import { ATTACHED_LIMIT, MANAGED_LIMIT, ROLE_INLINE_LIMIT, sizeOf, USER_INLINE_LIMIT } from '../policies.ts';
import { principalIn } from '../prove/world.ts';
import { iamCall, type Scene } from './action-maker.ts';

/** The calls that put a deny on a role or user, and take it back. */
export type PutDeny = Pick<PlanAction, 'before' | 'calls' | 'rollback' | 'policy' | 'undo'>;

interface What {
  readonly arn: string;
  readonly policyName: string;
  readonly document: PolicyDocument;
}

/**
 * An inline policy, as nothing else has to exist for it. Where the principal's inline policies leave no room, a managed one;
 * null where there is no room for that either.
 */
export function putDeny({ arn, policyName, document }: What, { world, policiesOf }: Scene): PutDeny | null {
  const isRole = arn.includes(':role/');
  const earlier = principalIn(world.snapshot, arn)?.policies.find(isNamed(policyName));
  const merged = mergedWith(earlier?.document, document);
  const limit = isRole ? ROLE_INLINE_LIMIT : USER_INLINE_LIMIT;
  const own = policiesOf(arn);
  const others = own.filter((policy) => policy.inline && policy.name !== policyName);
  const used = others.reduce((sum, policy) => sum + sizeOf(policy.document), 0);
  if (used + sizeOf(merged) > limit) return putManaged({ arn, policyName, document }, own);
  const owner = isRole ? { RoleName: nameOfPrincipal(arn) } : { UserName: nameOfPrincipal(arn) };
  const call = (operation: string, more: ApiCall['parameters'] = {}): ApiCall =>
    iamCall(accountOfArn(arn), operation, { ...owner, PolicyName: policyName, ...more });
  const noun = isRole ? 'Role' : 'User';
  const put = `Put${noun}Policy`;
  return {
    before: [call(`Get${noun}Policy`)],
    calls: [call(put, { PolicyDocument: merged })],
    rollback: [
      earlier === undefined
        ? call(`Delete${noun}Policy`)
        : call(put, { PolicyDocument: earlier.document as PolicyDocument }),
    ],
    policy: merged,
    undo:
      earlier === undefined
        ? `delete the inline policy ${policyName} of ${nameOfPrincipal(arn)}`
        : `put the earlier ${policyName} of ${nameOfPrincipal(arn)} back`,
  };
}

const isNamed =
  (wanted: string) =>
  ({ inline, through, name }: IamPolicy): boolean =>
    inline && through === null && name === wanted;

function putManaged({ arn, policyName, document }: What, own: readonly IamPolicy[]): PutDeny | null {
  const attached = own.filter(({ inline }) => !inline);
  if (attached.length >= ATTACHED_LIMIT || sizeOf(document) > MANAGED_LIMIT) return null;
  const isRole = arn.includes(':role/');
  const name = nameOfPrincipal(arn);
  const noun = isRole ? 'Role' : 'User';
  // A managed policy is the account's, so whose it is goes into its name, as roles and users may be called alike: 128 characters at most.
  const managed = freeName(`${policyName}-${sidOf(document.Statement[0])}-${noun}-${name}`, attached);
  const PolicyArn = `arn:${partitionOfArn(arn)}:iam::${accountOfArn(arn)}:policy/${managed}`;
  const owner = isRole ? { RoleName: name } : { UserName: name };
  return {
    before: [iamCall(accountOfArn(arn), `ListAttached${noun}Policies`, owner)],
    calls: [
      iamCall(accountOfArn(arn), 'CreatePolicy', { PolicyName: managed, PolicyDocument: document }),
      iamCall(accountOfArn(arn), `Attach${noun}Policy`, { ...owner, PolicyArn }),
    ],
    rollback: [
      iamCall(accountOfArn(arn), `Detach${noun}Policy`, { ...owner, PolicyArn }),
      iamCall(accountOfArn(arn), 'DeletePolicy', { PolicyArn }),
    ],
    policy: document,
    undo: `detach and delete the policy ${managed}`,
  };
}

/** What an earlier plan attached has other times in it, and stays: two policies of an account cannot have one name. */
function freeName(name: string, attached: readonly IamPolicy[]): string {
  const taken = new Set(attached.map((policy) => policy.name));
  for (let i = 1; ; i++) {
    const ending = i === 1 ? '' : `-${i}`;
    const tried = `${name.slice(0, 128 - ending.length)}${ending}`;
    if (!taken.has(tried)) return tried;
  }
}
