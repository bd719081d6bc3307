import type { Values } from '../model/columns.ts';
import type { CaseFacts } from '../model/facts.ts';
import type { CredentialTable } from '../model/lineage.ts';

/** Which credentials the case has: every access key id that was minted, signed, was used or was changed. */
export interface CredentialIndex {
  readonly credentials: CredentialTable;
  /** Position by the code of the access key id, -1 if none. */
  readonly positionOf: Int32Array;
}

/** Lists each access key id of the facts once, in the order of the ids' bytes. */
export function listCredentials({ texts, ...facts }: CaseFacts): CredentialIndex {
  const positionOf = new Int32Array(texts.size + 1).fill(-1);
  for (const column of keyColumns(facts)) for (let row = 0; row < column.length; row++) positionOf[column[row]!] = 0;
  positionOf[0] = -1;
  const codes = texts.inOrder(codesIn(positionOf));
  const credentials = emptyTable(codes.length);
  credentials.accessKeyId.set(codes);
  for (const [position, code] of codes.entries()) {
    positionOf[code] = position;
    credentials.temporary[position] = texts.get(code)!.startsWith('ASIA') ? 1 : 0;
  }
  return { credentials, positionOf };
}

/** The codes that are not marked -1. */
function codesIn(positionOf: Int32Array): Uint32Array {
  const codes = new Uint32Array(positionOf.length);
  let length = 0;
  for (let code = 1; code < positionOf.length; code++) if (positionOf[code] === 0) codes[length++] = code;
  return codes.subarray(0, length);
}

function keyColumns(facts: Omit<CaseFacts, 'texts'>): readonly Values[] {
  return [
    facts.issuances.columns.accessKeyId,
    facts.issuances.columns.signerAccessKeyId,
    facts.identities.columns.accessKeyId,
    facts.uses.columns.accessKeyId,
    facts.controls.columns.actorAccessKeyId,
    facts.controls.columns.targetAccessKeyId,
  ];
}

function emptyTable(length: number): CredentialTable {
  return {
    length,
    accessKeyId: new Uint32Array(length),
    temporary: new Uint8Array(length),
    issuance: new Int32Array(length).fill(-1),
    parent: new Int32Array(length).fill(-1),
    parentBasis: new Uint8Array(length),
    depth: new Uint32Array(length),
    origin: new Uint32Array(length),
    originInferred: new Uint8Array(length),
    forwarded: new Uint8Array(length),
    issuedAt: new Uint32Array(length),
    expiresAt: new Uint32Array(length),
    live: new Uint8Array(length),
    mfa: new Uint8Array(length),
    accountId: new Uint32Array(length),
    principalId: new Uint32Array(length),
    principalArn: new Uint32Array(length),
    roleArn: new Uint32Array(length),
    sessionName: new Uint32Array(length),
    sourceIdentity: new Uint32Array(length),
    userName: new Uint32Array(length),
    firstUsed: new Uint32Array(length),
    lastUsed: new Uint32Array(length),
    uses: new Uint32Array(length),
    errors: new Uint32Array(length),
    revokedBy: new Int32Array(length).fill(-1),
  };
}
