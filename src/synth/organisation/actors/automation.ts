import { client, userAgent } from '../../networks.ts';
import type { Credential } from '../../world/credential.ts';
import { createPeople } from '../../world/people.ts';
import { infrastructureCalls, personCalls, pipelineCalls } from '../calls.ts';
import type { Site } from '../scene.ts';
import { createActor } from './actor.ts';
import type { Actor } from './actor.ts';
import type { Crowd } from './crowd.ts';

const HOUR = 3600;

/** Whom the pipelines of an account deploy to, as the configuration says they may. */
export const PIPELINE_ROLE = 'pipeline';
export const DEPLOY_ROLE = 'deploy';

/** CI without a key: a token of the provider for a role, on each push. */
export function pipelines(site: Site, { size, uses }: Crowd): Actor[] {
  const { webIdentity } = createPeople(site.scene);
  const role = site.role(PIPELINE_ROLE);
  return Array.from({ length: 2 * size }, (_, index) =>
    createActor({
      site,
      calls: pipelineCalls,
      uses: Math.ceil(uses / 2),
      atMostSeconds: HOUR,
      logIn: (at) => webIdentity(`repo:example/app-${index}:ref:refs/heads/main`, role, { at }),
    }),
  );
}

/** CI that goes on into another account to deploy there. */
export function deployers(site: Site, target: Site): Actor[] {
  const { webIdentity } = createPeople(site.scene);
  const [role, deploy] = [site.role(PIPELINE_ROLE), target.role(DEPLOY_ROLE)];
  const act: Actor['act'] = (at) => {
    const job = webIdentity('repo:example/platform:environment:production', role, { at: at - 20 });
    const there = job.assumeRole(deploy, { at: at - 12, sessionName: 'deploy', durationSeconds: 3600 });
    there.call('cloudformation.amazonaws.com', 'UpdateStack', { at, requestParameters: { stackName: 'platform' } });
  };
  return [{ act }];
}

/** A key that assumes one role and works with it. */
export function terraform(site: Site, { uses }: Crowd): Actor[] {
  const key = site.accessKey(site.user('automation'));
  const role = site.role('Infrastructure');
  const logIn = (at: number): Credential => {
    key.call('sts.amazonaws.com', 'GetCallerIdentity', { at: at - 2 });
    const token = key.assumeRole(role, { at, sessionName: 'terraform', durationSeconds: 3600 });
    token.forward('cloudformation.amazonaws.com', ['ec2.amazonaws.com', 'DescribeSubnets'], { at: at + 2 });
    return token;
  };
  return [createActor({ site, calls: infrastructureCalls, uses: 2 * uses, atMostSeconds: HOUR, logIn })];
}

/** Key, session with MFA, role: what wrappers of the command line do. */
export function wrappedPeople(site: Site, { size, uses }: Crowd): Actor[] {
  return Array.from({ length: size }, (_, index) => {
    const user = site.user(`developer-${index}`);
    const key = site.accessKey(user);
    const from = client(`198.51.100.${30 + (index % 200)}`, userAgent.cli);
    const serialNumber = `arn:aws:iam::${site.account}:mfa/${user.name}`;
    const role = site.role('Developer');
    const logIn = (at: number): Credential => {
      const session = key.getSessionToken({ at: at - 1, from, durationSeconds: 43_200, serialNumber });
      return session.assumeRole(role, { at, from, sessionName: user.name, durationSeconds: 3600 });
    };
    return createActor({ site, calls: personCalls, uses: 2 * uses, atMostSeconds: HOUR, logIn });
  });
}
