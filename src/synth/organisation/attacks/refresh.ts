import type { EpochSeconds } from '../../../model/lineage.ts';
import { client, network, regions, userAgent } from '../../networks.ts';
import type { Role } from '../../records/identity.ts';
import { readObject } from '../../scenarios/everyday.ts';
import { ACCOUNT, FIRST_DAY, newest, OTHER_ACCOUNT, THIRD_ACCOUNT } from '../../scenarios/told.ts';
import type { Credential } from '../../world/credential.ts';
import type { ExpectedFinding } from '../../world/truth.ts';
import { createWorld } from '../../world/world.ts';
import type { World } from '../../world/world.ts';
import type { Site } from '../scene.ts';
import type { Attack } from './attack.ts';

export type Variant = 'slow' | 'regions' | 'accounts' | 'busy-role' | 'long-lived' | 'thousands';

interface Rhythm {
  readonly generations: number;
  readonly everySeconds: number;
  /** A look at the spoils every so many generations. */
  readonly readsEvery: number;
}

const RHYTHM: Rhythm = { generations: 20, everySeconds: 3000, readsEvery: 4 };
const rhythms: Partial<Record<Variant, Rhythm>> = {
  slow: { generations: 60, everySeconds: 3580, readsEvery: 13 },
  thousands: { generations: 3000, everySeconds: 120, readsEvery: 200 },
};

/** A leaked key, and a chain of tokens that asks for its next one in time: of one role, or of two that take turns. */
export function refreshing(names: readonly [string, ...string[]], variant: Variant): Attack {
  return (seed, site) => {
    const world = createWorld({ seed, start: FIRST_DAY });
    const attacker = client(network.attacker, userAgent.botoAttacker);
    const key = world.accessKey(world.user(`build-${seed % 10_000}`), attacker);
    const roles = rolesOf(world, names, { variant, site });
    const start = world.on(0, '20:10');
    key.call('sts.amazonaws.com', 'GetCallerIdentity', { at: start - 240 });
    const stolen = [key];
    const findings: ExpectedFinding[] = [];
    if (variant === 'long-lived') {
      const session = key.getSessionToken({ at: start - 120, durationSeconds: 129_600 });
      stolen.push(session);
      findings.push({ rule: 'session-token-without-mfa', severity: 'high', credential: session.accessKeyId });
    }
    // The thirty-six hours are nearly over before the session token is used at all.
    const from = variant === 'long-lived' ? start + 30 * 3600 : start;
    stolen.push(...refresh(stolen.at(-1)!, { roles, from, variant }));
    const last = stolen.at(-1)!.accessKeyId;
    findings.push({ rule: 'token-chain', severity: 'high', credential: last });
    findings.push({ rule: 'refresh-loop', severity: 'critical', credential: last });
    const name = `${names.join(' and ')}, ${variant}`;
    world.attack({ name, findings, compromised: stolen.map(({ accessKeyId }) => accessKeyId) });
    return { world, asOf: newest(world), config: { knownAccounts: [ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT] } };
  };
}

/** Left and right take turns; spread over accounts, each name is a role in every one of them. */
function rolesOf(
  world: World,
  names: readonly string[],
  { variant, site }: { readonly variant: Variant; readonly site: Site },
): Role[] {
  if (variant === 'busy-role') return names.map((_, index) => site.role(BUSY[index % BUSY.length]!));
  const accounts = variant === 'accounts' ? [ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT] : [ACCOUNT];
  return names.flatMap((name) => accounts.map((accountId) => world.role(name, { accountId })));
}

// Roles that the organisation's own people and programs have sessions of all day.
const BUSY = ['Infrastructure', 'Developer'];

function refresh(
  signer: Credential,
  chain: { readonly roles: readonly Role[]; readonly from: EpochSeconds; readonly variant: Variant },
): Credential[] {
  const { roles, from, variant } = chain;
  const { generations, everySeconds, readsEvery } = rhythms[variant] ?? RHYTHM;
  const sessionName = variant === 'busy-role' ? 'terraform' : 'juggle';
  const tokens: Credential[] = [];
  let token = signer;
  for (let generation = 0; generation < generations; generation++) {
    const at = from + generation * everySeconds + (generation % 7) * 3;
    const region = variant === 'regions' ? { region: regions[generation % regions.length]! } : {};
    token = token.assumeRole(roles[generation % roles.length]!, { at, sessionName, ...region });
    tokens.push(token);
    if (generation % readsEvery === 0) readObject(token, 'customer-exports', at + 40);
  }
  return tokens;
}
