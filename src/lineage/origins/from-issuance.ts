import { rowsOf } from '../group-rows.ts';
import type { Draft } from '../draft.ts';
import type { FoundOrigin, OriginContext } from './found-origin.ts';
import { originOfCaller } from './from-caller.ts';
import { isPermissionSetRole, kindOfService, serviceOfLinkedRole } from './services.ts';

/** The origin that the issuance record names: a provider, a service, another account, or the caller whose key is hidden. */
export function originFromIssuance(context: OriginContext, position: number): FoundOrigin | null {
  const { draft } = context;
  for (const row of rowsOf(draft.issuancesOf, position)) {
    const found = ofRow(context, position, row);
    if (found !== null) return found;
  }
  return null;
}

function ofRow(context: OriginContext, position: number, row: number): FoundOrigin | null {
  const { facts } = context.draft;
  const { eventName, signerAccessKeyId } = facts.issuances.columns;
  if (signerAccessKeyId[row] !== 0) return null;
  switch (facts.texts.get(eventName[row]!)) {
    case 'AssumeRoleWithSAML':
      return ofSaml(context.draft, position, row);
    case 'AssumeRoleWithWebIdentity':
      return ofWebIdentity(context.draft, position, row);
    case 'GetCredentialsForIdentity':
      return ofCognito(context.draft, position, row);
    default:
      return ofCaller(context, position, row);
  }
}

function ofCaller(context: OriginContext, position: number, row: number): FoundOrigin | null {
  const { facts } = context.draft;
  const { eventSource, callerType, invokedBy } = facts.issuances.columns;
  const type = facts.texts.get(callerType[row]!);
  if (type === 'IdentityCenterUser') return ofPerson(context.draft, position, row);
  if (type === 'AWSAccount') return ofAccount(context.draft, row);
  if (facts.texts.get(eventSource[row]!) === 'rolesanywhere.amazonaws.com')
    return ofService(context, position, eventSource[row]!);
  if (type === 'AWSService' || (type === null && invokedBy[row] !== 0))
    return ofService(context, position, invokedBy[row]! || facts.issuances.columns.sourceIPAddress[row]!);
  return originOfCaller(context, row);
}

function ofSaml(draft: Draft, position: number, row: number): FoundOrigin | null {
  const { credentials, facts } = draft;
  const { provider, subject } = facts.issuances.columns;
  const accountId = credentials.accountId[position]!;
  if (isPermissionSetRole(facts.texts.get(credentials.roleArn[position]!))) {
    const person = credentials.sessionName[position]! || subject[row]!;
    if (person !== 0) return { kind: 'identity-center', id: person, accountId, userName: person, inferred: false };
  }
  const id = providerAndSubject(draft, row);
  return {
    kind: 'saml',
    id,
    accountId: draft.arns.account(provider[row]!) || accountId,
    userName: subject[row]!,
    inferred: false,
  };
}

function ofPerson({ credentials, facts }: Draft, position: number, row: number): FoundOrigin | null {
  const { callerUserName, onBehalfOf } = facts.issuances.columns;
  const id = callerUserName[row]! || onBehalfOf[row]!;
  const accountId = credentials.accountId[position]!;
  return id === 0 ? null : { kind: 'identity-center', id, accountId, userName: id, inferred: false };
}

function ofWebIdentity(draft: Draft, position: number, row: number): FoundOrigin {
  const { provider, subject } = draft.facts.issuances.columns;
  const accountId = draft.credentials.accountId[position]!;
  const isCognito = draft.facts.texts.get(provider[row]!) === 'cognito-identity.amazonaws.com';
  if (isCognito) return ofCognito(draft, position, row);
  return {
    kind: 'web-identity',
    id: providerAndSubject(draft, row),
    accountId,
    userName: subject[row]!,
    inferred: false,
  };
}

function ofCognito({ credentials, facts }: Draft, position: number, row: number): FoundOrigin {
  const id = facts.issuances.columns.subject[row]! || credentials.roleArn[position]!;
  return {
    kind: 'cognito',
    id: id || credentials.accessKeyId[position]!,
    accountId: credentials.accountId[position]!,
    userName: 0,
    inferred: false,
  };
}

function providerAndSubject({ facts: { texts, issuances } }: Draft, row: number): number {
  const { provider, subject } = issuances.columns;
  return texts.intern(`${texts.get(provider[row]!) ?? ''}#${texts.get(subject[row]!) ?? ''}`);
}

/** Only the target account's copy is there: it tells whose principal called, not with which key. */
function ofAccount({ facts }: Draft, row: number): FoundOrigin | null {
  const accountId = facts.issuances.columns.callerAccountId[row]!;
  return accountId === 0 ? null : { kind: 'account', id: accountId, accountId, userName: 0, inferred: false };
}

function ofService({ draft, workloads }: OriginContext, position: number, service: number): FoundOrigin | null {
  const { credentials, facts } = draft;
  const roleArn = facts.texts.get(credentials.roleArn[position]!);
  const sessionName = credentials.sessionName[position]!;
  const name = facts.texts.get(service);
  if (name === null) return null;
  const kind = kindOfService(name, { roleArn, sessionName: facts.texts.get(sessionName) });
  let id = sessionName;
  if (kind === 'aws-service') {
    const linked = serviceOfLinkedRole(roleArn);
    id = linked === null ? service : facts.texts.intern(linked);
  } else if (kind === 'lambda-function' || kind === 'ecs-task') id = workloads.arnOf(position) || sessionName;
  // In one piece: behind a spread the engine defines field by field, and there may be half a million.
  return { kind, id, accountId: credentials.accountId[position]!, userName: 0, inferred: false };
}
