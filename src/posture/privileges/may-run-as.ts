import { accountOfArn } from '../../lib/arn.ts';
import type { IamCaller, IamDecider, IamDecision, IamPolicy, IamRole, ServiceRun } from '../../model/iam.ts';
import { escalations, type Escalation } from './escalations.ts';
import { rightsOf, type Right } from './rights.ts';

const PASS_ROLE = 'iam:PassRole';

/** The deciding half of a decider, and what it decides from. */
interface Known {
  readonly decider: Pick<IamDecider, 'decide' | 'mayAssume'>;
  /** The caller's own policies; null where they are not known. */
  readonly policies: readonly IamPolicy[] | null;
  role(arn: string): IamRole | null;
}

/**
 * Roles that a caller gets sessions of through a service: those that it may pass to it (`iam:PassRole`) with the calls that make
 * the service run something, or those of what runs there already and can be told to do something else.
 */
export async function runsOf(caller: IamCaller, known: Known): Promise<readonly ServiceRun[]> {
  if (known.policies === null || caller.accountId === null) return [];
  const rights = rightsOf([caller], known.policies, known.decider);
  const found = new Map<string, ServiceRun>();
  for (const escalation of escalations) {
    const service = escalation.passesTo ?? escalation.runsIn;
    if (service === undefined) continue;
    const calls = escalation.actions.filter((action) => action !== PASS_ROLE);
    const right = await rights.ofAll(calls, { 'iam:PassedToService': service });
    if (right === null) continue;
    for (const role of passable(service, caller, known)) {
      const decision = await runDecision({ caller, escalation, right, role, service }, known);
      keepSurest(found, { roleArn: role.arn, service, by: escalation.actions.join(', '), decision });
    }
  }
  return [...found.values()];
}

function keepSurest(found: Map<string, ServiceRun>, run: ServiceRun): void {
  const { decision } = run.decision;
  if (decision === 'denied' || (found.has(run.roleArn) && decision !== 'allowed')) return;
  if (found.get(run.roleArn)?.decision.decision !== 'allowed') found.set(run.roleArn, run);
}

/** A role is passed within its account; those that AWS made for services or for Identity Center cannot be passed. */
function passable(service: string, { accountId }: IamCaller, { decider, role }: Known): IamRole[] {
  return decider
    .mayAssume(serviceCaller(service))
    .filter((arn) => accountOfArn(arn) === accountId)
    .flatMap((arn) => role(arn) ?? [])
    .filter(({ path }) => !path.startsWith('/aws-service-role/') && !path.startsWith('/aws-reserved/'));
}

interface Run {
  readonly caller: IamCaller;
  readonly escalation: Escalation;
  readonly right: Right;
  readonly role: IamRole;
  readonly service: string;
}

async function runDecision(
  { caller, escalation, right, role, service }: Run,
  { decider }: Known,
): Promise<IamDecision> {
  const trusted = await decider.decide({
    caller: serviceCaller(service),
    action: isProvider(service) ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole',
    resource: role.arn,
  });
  // What a service may assume hangs on what it acts for, which is the attacker's to make.
  if (trusted.decision === 'denied') return trusted;
  if (escalation.passesTo === undefined) {
    return { decision: 'depends', unknown: [`whether ${service} runs something as ${role.arn}`], conditions: [] };
  }
  const passed = await decider.decide({
    caller,
    action: PASS_ROLE,
    resource: role.arn,
    context: { 'iam:PassedToService': service },
  });
  if (passed.decision === 'denied' || passed.decision === 'error') return passed;
  if (passed.decision === 'allowed' && right.decision === 'allowed') return passed;
  return {
    decision: 'depends',
    unknown: passed.unknown,
    conditions: [...passed.conditions, ...right.conditions],
  };
}

/** Identity pools are in trust policies as providers are: `Federated`, and AssumeRoleWithWebIdentity. */
const isProvider = (service: string): boolean => service === 'cognito-identity.amazonaws.com';

const serviceCaller = (service: string): IamCaller => ({
  kind: isProvider(service) ? 'federated-provider' : 'service',
  accountId: null,
  arn: service,
  sessionName: null,
  issuedAt: null,
  mfa: null,
  sourceIdentity: null,
  sessionPolicies: [],
});
