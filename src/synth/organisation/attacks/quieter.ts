import type { EpochSeconds } from '../../../model/lineage.ts';
import { client, network, regions, userAgent } from '../../networks.ts';
import { revokeOlderSessions } from '../../records/iam.ts';
import { readObject, runInstance } from '../../scenarios/everyday.ts';
import { ACCOUNT, FIRST_DAY, newest, OTHER_ACCOUNT, THIRD_ACCOUNT } from '../../scenarios/told.ts';
import type { Told } from '../../scenarios/told.ts';
import type { Credential } from '../../world/credential.ts';
import { createWorld } from '../../world/world.ts';
import type { World } from '../../world/world.ts';
import type { Attack } from './attack.ts';

/** The same thefts by thieves who take their time, or who ask another region each time, or who never stop. */
export type Manner = 'slow' | 'regions' | 'thousands';

const attacker = client(network.attacker, userAgent.botoAttacker);
const idOf = ({ accessKeyId }: Credential): string => accessKeyId;

/** A look around and some reading; slow: one call every fifty minutes. */
function plunder(
  token: Credential,
  { at, manner, calls = 5 }: { readonly at: EpochSeconds; readonly manner: Manner; readonly calls?: number },
): void {
  const names = ['GetCallerIdentity', 'ListBuckets', 'GetBucketLocation', 'ListObjects', 'GetBucketAcl'];
  for (let call = 0; call < calls; call++) {
    const name = names[call % names.length]!;
    const region = manner === 'regions' ? { region: regions[call % regions.length]! } : {};
    const source = name === 'GetCallerIdentity' ? 'sts.amazonaws.com' : 's3.amazonaws.com';
    token.call(source, name, { at: at + call * (manner === 'slow' ? 3000 : 20), from: attacker, ...region });
  }
}

/** Each token mints the next, of two roles in turn. */
function mintOn(world: World, token: Credential, at: EpochSeconds): Credential[] {
  const roles = [world.role('Backup'), world.role('Archive')];
  const tokens: Credential[] = [];
  for (let generation = 0; generation < 1500; generation++) {
    const signer = tokens.at(-1) ?? token;
    const moment = { at: at + generation * 60, from: attacker, sessionName: 'b' };
    tokens.push(signer.assumeRole(roles[generation % 2]!, moment));
  }
  return tokens;
}

/** An instance's token, used from outside. */
export function instanceTheft(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const admin = world.accessKey(world.user('ops'), client(network.office, userAgent.terraform));
    const at = world.on(0, '00:05');
    const instance = world.instance({ role: world.role('Web'), by: admin, at, route: { kind: 'public' } });
    runInstance(world, instance, 0);
    const token = instance.token(world.on(1, '08:00'), '2.0');
    readObject(token, 'web-assets', world.on(1, '08:10'));
    plunder(token, { at: world.on(1, '09:00'), manner });
    const minted = manner === 'thousands' ? mintOn(world, token, world.on(1, '09:10')) : [];
    const last = minted.at(-1);
    world.attack({
      name: `instance token stolen, ${manner}`,
      findings: [
        { rule: 'instance-token-off-host', severity: 'critical', credential: idOf(token) },
        ...(last === undefined
          ? []
          : [{ rule: 'instance-token-minting', severity: 'critical' as const, credential: idOf(last) }]),
      ],
      compromised: [token, ...minted].map(idOf),
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** A function's token, used from outside AWS. */
export function functionTheft(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const at = world.on(1, '08:00');
    const token = world.lambda('orders', world.role('Orders'), { at });
    readObject(token, 'orders', at + 300);
    plunder(token, { at: at + 3600, manner });
    world.attack({
      name: `lambda token stolen, ${manner}`,
      findings: [{ rule: 'workload-token-off-host', severity: 'high', credential: idOf(token) }],
      compromised: [idOf(token)],
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** A person's Identity Center credentials; whoever has them calls now and then while the person works on. */
export function identityCenterTheft(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const path = '/aws-reserved/sso.amazonaws.com/';
    const role = world.role('AWSReservedSSO_Administrator_99aabbccddeeff00', { path });
    const at = world.on(1, '09:00');
    const user = `pat-${seed % 1000}@example.com`;
    const { credential, issued } = world.identityCenter(user, role, { at, durationSeconds: 28_800 });
    for (let minutes = 3; minutes < 400; minutes += 7) readObject(credential, 'reports', at + minutes * 60);
    plunder(credential, { at: at + 3600, manner });
    world.attack({
      name: `Identity Center session theft, ${manner}`,
      findings: [{ rule: 'federated-token-off-network', severity: 'high', credential: idOf(credential) }],
      compromised: [issued, idOf(credential)],
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** Workflows of a stranger: one a day, in one region after the other, or a thousand. */
export function foreignRepository(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const role = world.role('ReleaseUploader');
    for (const clock of ['06:30', '12:30', '18:30']) {
      const at = world.on(0, clock);
      readObject(world.webIdentity('repo:example/uploader:ref:refs/heads/main', role, { at }), 'releases', at + 60);
    }
    const tokens: Credential[] = [];
    for (let job = 0; job < (manner === 'thousands' ? 1000 : 2); job++) {
      const at = world.on(1, '02:41') + job * (manner === 'thousands' ? 60 : 20 * 3600);
      const token = world.webIdentity('repo:mallory/test:ref:refs/heads/main', role, { at, from: attacker });
      plunder(token, { at: at + 5, manner, calls: manner === 'slow' ? 1 : 3 });
      tokens.push(token);
    }
    world.attack({
      name: `OIDC token from a foreign repository, ${manner}`,
      findings: [{ rule: 'foreign-subject', severity: 'high', credential: idOf(tokens[0]!) }],
      compromised: tokens.map(idOf),
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** GetFederationToken, and with it the console: thirty hours later, or in one region after the other. */
export function federationConsole(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const key = world.accessKey(world.user('build'), attacker);
    const at = world.on(0, '10:00');
    const token = key.getFederationToken({ at, name: 'backup', durationSeconds: 129_600 });
    plunder(token, { at: at + 600, manner });
    const opened = at + (manner === 'slow' ? 30 * 3600 : 1200);
    const stolen = [key, token, token.openConsole({ at: opened, durationSeconds: 7200 })];
    world.attack({
      name: `federation token, ${manner}`,
      findings: [{ rule: 'federation-token', severity: 'high', credential: idOf(token) }],
      compromised: stolen.map(idOf),
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** Three accounts, each hop when the token before is nearly over, or in another region. */
export function crossAccount(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const key = world.accessKey(world.user('build'), attacker);
    const chain: Credential[] = [key];
    for (const [hop, accountId] of [ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT].entries()) {
      const at = world.on(0, '10:00') + hop * (manner === 'slow' ? 3580 : 5);
      const region = manner === 'regions' ? { region: regions[hop % regions.length]! } : {};
      const role = world.role(['Hub', 'Spoke', 'Vault'][hop]!, { accountId });
      chain.push(chain.at(-1)!.assumeRole(role, { at, sessionName: 'hop', ...region }));
    }
    const last = chain.at(-1)!;
    readObject(last, 'crown-jewels', world.on(0, '12:40'));
    world.attack({
      name: `cross-account chain, ${manner}`,
      findings: [{ rule: 'token-chain', severity: 'high', credential: idOf(last) }],
      compromised: chain.map(idOf),
    });
    return { world, asOf: newest(world), config: { knownAccounts: [ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT] } };
  };
}

/** The sessions of a role are revoked; the next token comes a day later, or from another region. */
export function revocationOutrun(manner: Manner): Attack {
  return (seed): Told => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const responder = world.accessKey(world.user('responder'), client(network.office, userAgent.cli));
    const key = world.accessKey(world.user('build'), attacker);
    const role = world.role('Reader');
    const before = key.assumeRole(role, { at: world.on(0, '10:00'), sessionName: 'r' });
    const cutOff = world.on(0, '10:30');
    responder.iam('PutRolePolicy', revokeOlderSessions(role.name, cutOff), { at: cutOff + 1 });
    const region = manner === 'regions' ? { region: regions[2 % regions.length]! } : {};
    const at = manner === 'slow' ? world.on(1, '09:00') : world.on(0, '10:35');
    const after = key.assumeRole(role, { at, sessionName: 'r', ...region });
    readObject(after, 'data', at + 300);
    world.attack({
      name: `token minted after the revocation, ${manner}`,
      findings: [{ rule: 'minted-after-revocation', severity: 'critical', credential: idOf(after) }],
      compromised: [key, before, after].map(idOf),
    });
    return { world, asOf: newest(world), config: {} };
  };
}

/** Thirty-six hours to live, thirty of them in a drawer. */
export function longDormant(seed: number): Told {
  const world = createWorld({ seed, start: FIRST_DAY });
  const key = world.accessKey(world.user(`nightly-${seed % 10_000}`), attacker);
  const at = world.on(0, '01:15');
  const token = key.getSessionToken({ at, durationSeconds: 129_600 });
  plunder(token, { at: at + 30 * 3600, manner: 'regions' });
  world.attack({
    name: 'dormant token, long-lived',
    findings: [{ rule: 'dormant-token', severity: 'medium', credential: idOf(token) }],
    compromised: [key, token].map(idOf),
  });
  return { world, asOf: newest(world), config: {} };
}
