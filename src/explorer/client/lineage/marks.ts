import { accountOfArn } from '../../../lib/arn.ts';
import { nameOf } from '../../../lib/wording.ts';
import type { ExplorerCase, ExplorerControl } from '../../../model/explorer.ts';
import { textOf, type Forest } from '../data/forest.ts';

export interface ControlMark {
  readonly control: ExplorerControl;
  readonly words: string;
  /** A change that ends access, or one that opens it. */
  readonly kind: 'ends' | 'opens' | 'other';
}

const ends = /deactivated|deleted|revoked|denied|quarantined/;
const opens = /created|activated|removed|added/;
/** Of what a lineage itself did, and what was done to it, these say something on a chart. */
const shown =
  /access-key|user-|login-profile|role-|trust|permissions|mfa|trail|deny|provider|group|instance-profile|organization/;

/** The control changes that concern an origin: of its key, its user, its roles, or made by one of its tokens. */
export function controlMarks(theCase: ExplorerCase, forest: Forest, origin: number): ControlMark[] {
  const subject = subjectOf(theCase, forest, origin);
  return theCase.controls
    .filter((control) => shown.test(control.kind) && concerns(control, subject))
    .map((control) => ({ control, words: wordsOf(control), kind: kindOf(control.kind) }));
}

interface Subject {
  readonly keys: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

function subjectOf(theCase: ExplorerCase, forest: Forest, origin: number): Subject {
  const { tokens } = forest;
  const keys = new Set<string>();
  const users = new Set<string>();
  const roles = new Set<string>();
  const { userName, accountId } = theCase.origins[origin]!;
  if (userName !== null) users.add(`${accountId} ${userName}`);
  for (let i = forest.originStarts[origin]!; i < forest.originStarts[origin + 1]!; i++) {
    keys.add(tokens.accessKeyId[i]!);
    const role = textOf(forest, tokens.role[i]);
    if (role !== null) roles.add(`${accountOfArn(role)} ${nameOf(role)}`);
  }
  return { keys, users, roles };
}

function concerns(control: ExplorerControl, { keys, users, roles }: Subject): boolean {
  const { accountId, targetAccessKeyId, actorAccessKeyId, targetUserName, targetRoleName } = control;
  return (
    (targetAccessKeyId !== null && keys.has(targetAccessKeyId)) ||
    (actorAccessKeyId !== null && keys.has(actorAccessKeyId)) ||
    (targetUserName !== null && users.has(`${accountId} ${targetUserName}`)) ||
    (targetRoleName !== null && roles.has(`${accountId} ${targetRoleName}`))
  );
}

function wordsOf({ kind, targetRoleName, targetUserName, policyName, target }: ExplorerControl): string {
  const what = targetRoleName ?? targetUserName ?? policyName ?? target;
  return `${kind.replaceAll('-', ' ')}${what === null ? '' : ` (${nameOf(what)})`}`;
}

const kindOf = (kind: string): ControlMark['kind'] => (ends.test(kind) ? 'ends' : opens.test(kind) ? 'opens' : 'other');
