import { z } from 'zod';
import type { EpochSeconds } from './lineage.ts';

/**
 * A containment plan as data: what would be called, in which order, what it stops and how it is taken back. Planner,
 * prover, scripts and `--apply` share these nouns. `planSchema` is the JSON of `stemma contain`.
 */

/** Every kind of action, in the order in which people should read about them. */
export const actionKinds = [
  'deactivate-access-key',
  'deny-user-tokens',
  'deny-user',
  'delete-user',
  'revoke-role-sessions',
  'deny-role-session',
  'deny-role',
  'lift-freeze',
  'narrow-trust',
  'detach-instance-profile',
  'isolate-instance',
  'disable-login',
  'disable-identity-provider',
  'deny-by-scp',
  'restore-trail',
] as const;
export type ActionKind = (typeof actionKinds)[number];

export const phaseNames = ['stop re-minting', 'revoke', 'clean up', 'verify'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A policy as IAM takes it; written without white space when it is sent. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export type PolicyStatement = Readonly<Record<string, unknown>>;

/**
 * One call of the AWS API. `operation` and `parameters` are the SDK's own (`PutRolePolicy`, `RoleName`); the policy
 * parameters (`PolicyDocument`, `Content`) are decoded documents: `JSON.stringify` makes the text that is sent.
 */
export interface ApiCall {
  readonly service: 'iam' | 'organizations' | 'ec2' | 'cloudtrail' | 'rolesanywhere';
  readonly operation: string;
  readonly parameters: Readonly<Record<string, ApiValue>>;
  /** The account that the call is made in; null: the management account of an organization that the snapshot does not name. */
  readonly accountId: string | null;
  /** Null for global services. */
  readonly region: string | null;
  /** Where it is made once for each thing that there is at that moment, however many: the call that lists them. */
  readonly each?: ApiCall;
}

export type ApiValue =
  | string
  | number
  | boolean
  | readonly ApiValue[]
  | { readonly [Key in string]: ApiValue }
  | PolicyDocument
  | ApiReference;

/** What an earlier call answered, for ids that only AWS knows. */
export interface ApiReference {
  readonly ref: {
    /** Id of another action of the plan; null: this one. */
    readonly action: string | null;
    /** `each`: one of those that the call itself lists (`ApiCall.each`); `call` is of no meaning then. */
    readonly from: 'before' | 'calls' | 'each';
    /** Position in that list. */
    readonly call: number;
    /** Names and positions joined by dots: `Policy.PolicySummary.Id`, `IamInstanceProfileAssociations.0.AssociationId`. */
    readonly path: string;
  };
}

/** One step of a plan. Names and documents in it come from the logs: whoever prints or quotes it neutralises. */
export interface PlanAction {
  /** `<kind>:<target>`, as `--assume` takes it. */
  readonly id: string;
  readonly kind: ActionKind;
  readonly accountId: string | null;
  /** ARN of a role, user, provider or trail, an access key id, an instance id, an account id: what is changed. */
  readonly target: string;
  /** Read-only calls whose answers are the before-image, made before the first of `calls`. */
  readonly before: readonly ApiCall[];
  /** In this order. */
  readonly calls: readonly ApiCall[];
  /** What takes it back where the before-image is what the plan took for granted; the before-image goes first. */
  readonly rollback: readonly ApiCall[];
  /** What is there before is the attacker's: it is kept, and only `rollback` takes the action back, never the before-image. */
  readonly isBeforeHis?: true;
  /** The document that is put, null where none is. */
  readonly policy: PolicyDocument | null;
  /**
   * The time in `policy` before which tokens are denied, null where it has none. It has to lie at least `CUT_OFF_MARGIN_SECONDS`
   * after the moment when the call is made: whoever carries the plan out later puts a later time (`withCutOff`).
   */
  readonly cutOff: EpochSeconds | null;
  /** Compromised credentials that it stops. */
  readonly stops: readonly string[];
  /** In words, or access key ids: what goes on all the same. */
  readonly doesNotStop: readonly string[];
  readonly collateral: Collateral;
  readonly reason: string;
  /** How to take it back, in words. */
  readonly undo: string;
}

/** What an action stops besides the attacker. */
export interface Collateral {
  /** Live credentials outside `compromised`. */
  readonly sessions: number;
  /** Whose: role sessions as `<role ARN> (<session name>)`, users by ARN, workloads by id. */
  readonly principals: readonly string[];
}

export interface PlanPhase {
  readonly name: PhaseName;
  readonly actions: readonly PlanAction[];
  /** How long to wait after its last action before the next phase begins: policy changes take minutes to hold everywhere. */
  readonly waitSeconds: number;
  /** What to look at before going on, a sentence or a command each. */
  readonly checks: readonly string[];
  /** What the attacker can still do until this phase holds; null where that was not asked or could not be. */
  readonly window: readonly Remaining[] | null;
}

export interface PlanTarget {
  readonly kind: 'credential' | 'origin' | 'finding';
  readonly id: string;
}

export interface Plan {
  readonly asOf: EpochSeconds;
  readonly targets: readonly PlanTarget[];
  /** Access key ids of all that the attacker holds. */
  readonly compromised: readonly string[];
  /** In the order of `phaseNames`; each name once. */
  readonly phases: readonly PlanPhase[];
  readonly proof: Proof | null;
  /** What no plan can undo, a sentence each. */
  readonly residual: readonly string[];
}

export const proofResults = ['evicted', 'survives', 'not-proven'] as const;

/** Whether anything is left to the attacker once the plan holds. */
export interface Proof {
  readonly result: (typeof proofResults)[number];
  readonly remaining: readonly Remaining[];
  readonly assumptions: readonly string[];
}

/** A credential that still can do something, or of which that is not known. */
export interface Remaining {
  /** An access key id, or for one that is not minted yet `new session of <role ARN>`. */
  readonly credential: string;
  readonly can: readonly string[];
  /** Why it lives, step by step; or what would have to be known. */
  readonly because: string;
}

const text = z.string();
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const remainingSchema = z.strictObject({ credential: text, can: z.array(text), because: text });
const targetSchema = z.strictObject({ kind: z.enum(['credential', 'origin', 'finding']), id: text });

const actionSchema = z.strictObject({
  id: text,
  kind: z.enum(actionKinds),
  accountId: text.nullable(),
  target: text,
  /** IAM action names, in the order of the calls: `iam:PutRolePolicy`. */
  api: z.array(text),
  policy: z.strictObject({ Version: text, Statement: z.array(z.record(text, z.unknown())) }).nullable(),
  stops: z.array(text),
  doesNotStop: z.array(text),
  collateral: z.strictObject({ sessions: z.int().min(0), principals: z.array(text) }),
  reason: text,
  rollback: text,
});

/** `stemma contain --format json`, schema version 1: the source of `docs/containment.schema.json`. */
export const planSchema = z.strictObject({
  schemaVersion: z.literal(1),
  asOf: time,
  /** The first of `targets`. */
  target: targetSchema,
  targets: z.array(targetSchema),
  compromised: z.array(text),
  phases: z.array(
    z.strictObject({
      name: z.enum(phaseNames),
      actions: z.array(actionSchema),
      waitSeconds: z.int().min(0),
      checks: z.array(text),
      window: z.array(remainingSchema).nullable(),
    }),
  ),
  proof: z
    .strictObject({ result: z.enum(proofResults), remaining: z.array(remainingSchema), assumptions: z.array(text) })
    .nullable(),
  residual: z.array(text),
});
