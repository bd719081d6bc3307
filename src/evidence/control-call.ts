import type { ControlKind, FactRow } from '../model/facts.ts';
import type { JsonObject } from './extract-fields.ts';

/** A successful call, taken apart. */
export interface ControlCall {
  readonly record: JsonObject;
  readonly request: JsonObject;
  readonly response: JsonObject;
  readonly eventTime: number;
}

type Target =
  | 'targetAccessKeyId'
  | 'targetUserName'
  | 'targetRoleName'
  | 'target'
  | 'policyName'
  | 'policyArn'
  | 'document'
  | 'cutOff';

/** What a call changed: the columns of a control row that are not the same for every call. */
export type Change = { readonly kind: ControlKind } & Partial<Pick<FactRow<'controls'>, Target>>;

/** Null where the call, for all its success, changed nothing that concerns us. */
export type ChangeOf = (call: ControlCall) => Change | null;
