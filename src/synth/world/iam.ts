import type { EpochSeconds } from '../../model/lineage.ts';
import { iamChange } from '../records/iam.ts';
import type { JsonObject } from '../records/record.ts';
import { know, log } from './scene.ts';
import type { Caller, Moment, Scene } from './scene.ts';

export interface IamOptions extends Moment {
  readonly error?: readonly [code: string, message: string];
}

export interface IamResult {
  /** The key that CreateAccessKey made. */
  readonly accessKeyId: string | null;
  /** `AIDA…` or `AROA…` of what was created. */
  readonly id: string | null;
  readonly arn: string | null;
}

/** Logs a change of IAM and lets the truth follow it: keys that come, keys that end. */
export function changeIam(
  scene: Scene,
  caller: Caller,
  change: { readonly eventName: string; readonly asked: JsonObject; readonly options: IamOptions },
): IamResult {
  const { eventName, asked, options } = change;
  const { error, ...moment } = options;
  const made = error ? nothing : create(scene, caller, eventName, asked);
  const answer = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== null));
  const call = iamChange(eventName, asked, { ...answer, at: moment.at });
  log(scene, caller, error ? { ...call, error } : call, moment);
  if (error || !scene.isLogged(caller.accountId, moment.at)) return made;
  if (made.accessKeyId !== null) showCreation(scene, made.accessKeyId, moment.at);
  const account = caller.accountId;
  if (eventName === 'UpdateAccessKey') setAlive(scene, asked, asked['status'] === 'Active' ? null : moment.at);
  if (eventName === 'DeleteAccessKey') setAlive(scene, asked, moment.at);
  if (eventName === 'DeleteUser')
    endUser(scene, `arn:aws:iam::${account}:user/${String(asked['userName'])}`, moment.at);
  return made;
}

const nothing: IamResult = { accessKeyId: null, id: null, arn: null };

function create(scene: Scene, caller: Caller, eventName: string, asked: JsonObject): IamResult {
  const account = caller.accountId;
  switch (eventName) {
    case 'CreateUser':
      return {
        ...nothing,
        id: scene.random.uniqueId('AIDA', 21),
        arn: `arn:aws:iam::${account}:user/${String(asked['userName'])}`,
      };
    case 'CreateRole':
      return {
        ...nothing,
        id: scene.random.uniqueId('AROA', 21),
        arn: `arn:aws:iam::${account}:role/${String(asked['roleName'])}`,
      };
    case 'CreateAccessKey': {
      const arn = `arn:aws:iam::${account}:user/${String(asked['userName'])}`;
      return { ...nothing, accessKeyId: newAccessKey(scene, arn, { kind: 'access-key' }), arn };
    }
    default:
      return nothing;
  }
}

/** A long-term key, with what the truth says of it. */
export function newAccessKey(
  scene: Scene,
  ownerArn: string,
  origin: { readonly kind: 'access-key' } | { readonly kind: 'root-user'; readonly id: string },
): string {
  const accessKeyId = scene.random.uniqueId('AKIA', 20);
  const keys = scene.keysOf.get(ownerArn) ?? new Set();
  scene.keysOf.set(ownerArn, keys.add(accessKeyId));
  know(
    scene,
    {
      accessKeyId,
      kind: 'long-term',
      issuedBy: null,
      parent: null,
      parentBasis: null,
      origin: origin.kind === 'root-user' ? origin : { kind: 'access-key', id: accessKeyId },
      forwarded: false,
      issuedAt: null,
      expiresAt: null,
      deadAt: null,
    },
    false,
  );
  return accessKeyId;
}

function showCreation(scene: Scene, accessKeyId: string, at: EpochSeconds): void {
  scene.seen.add(accessKeyId);
  const token = scene.tokens.get(accessKeyId);
  if (token) scene.tokens.set(accessKeyId, { ...token, issuedAt: at });
}

function setAlive(scene: Scene, asked: JsonObject, deadAt: EpochSeconds | null): void {
  const accessKeyId = String(asked['accessKeyId']);
  scene.seen.add(accessKeyId);
  const token = scene.tokens.get(accessKeyId);
  if (token) scene.tokens.set(accessKeyId, { ...token, deadAt });
}

function endUser(scene: Scene, userArn: string, at: EpochSeconds): void {
  for (const accessKeyId of scene.keysOf.get(userArn) ?? []) {
    const token = scene.tokens.get(accessKeyId);
    if (token && token.deadAt === null) scene.tokens.set(accessKeyId, { ...token, deadAt: at });
  }
}
