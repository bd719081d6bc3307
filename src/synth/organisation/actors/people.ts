import type { EpochSeconds } from '../../../model/lineage.ts';
import { client, userAgent } from '../../networks.ts';
import type { Client } from '../../records/record.ts';
import { createConsole } from '../../world/console.ts';
import type { ConsoleSession } from '../../world/console.ts';
import { createPeople } from '../../world/people.ts';
import { personCalls } from '../calls.ts';
import type { Site } from '../scene.ts';
import { createActor } from './actor.ts';
import type { Actor } from './actor.ts';
import type { Crowd } from './crowd.ts';

const HOUR = 3600;
const WORKDAY_SECONDS = 8 * HOUR;

/** A documentation address: people count as outside AWS. One person, one address. */
const desk = (index: number, agent: string): Client => client(`192.0.2.${20 + (index % 200)}`, agent);

/** People who come through the company's identity provider. */
export function samlPeople(site: Site, { size, uses }: Crowd): Actor[] {
  const { saml } = createPeople(site.scene);
  const role = site.role('Engineer');
  return Array.from({ length: 3 * size }, (_, index) =>
    createActor({
      site,
      calls: personCalls,
      uses,
      atMostSeconds: HOUR,
      logIn: (at) => saml(`engineer-${index}@example.com`, role, { at, from: desk(index, userAgent.cli) }),
    }),
  );
}

/** People who come through IAM Identity Center, on the command line. */
export function portalPeople(site: Site, { size, uses }: Crowd): Actor[] {
  const { identityCenter } = createPeople(site.scene);
  const path = '/aws-reserved/sso.amazonaws.com/';
  const role = site.role('AWSReservedSSO_PowerUser_00112233aabbccdd', { path });
  return Array.from({ length: 3 * size }, (_, index) =>
    createActor({
      site,
      calls: personCalls,
      uses,
      atMostSeconds: WORKDAY_SECONDS,
      logIn: (at) => {
        const from = desk(100 + index, userAgent.cli);
        const person = `analyst-${index}@example.com`;
        return identityCenter(person, role, { at, from, durationSeconds: WORKDAY_SECONDS + HOUR }).credential;
      },
    }),
  );
}

const PAGES = ['ec2', 's3', 'lambda', 'rds', 'cloudwatch', 'logs'];

/** People in the browser: a sign-in with MFA, then pages, each with keys of its own. */
export function consolePeople(site: Site, { uses }: Crowd): Actor[] {
  return [0, 1].map((index): Actor => {
    const user = site.user(`operator-${index}`);
    const home = desk(180 + index, userAgent.browser);
    let session: ConsoleSession | null = null;
    let until = 0;
    let left = 0;
    const signIn = (at: EpochSeconds): ConsoleSession => {
      until = at + WORKDAY_SECONDS;
      left = uses;
      return createConsole(site.scene, user, { at, mfa: true, home });
    };
    return {
      act(at) {
        session = session !== null && at < until && left-- > 0 ? session : signIn(at - 5);
        const page = site.random.pick(PAGES);
        session.call(`${page}.amazonaws.com`, `List${page}`, { at });
      },
    };
  });
}
