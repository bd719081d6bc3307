import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { IamSnapshot } from '../model/iam.ts';
import type { Posture } from '../model/posture.ts';
import { snapshotFileSchema, type SnapshotFile } from '../model/snapshot-file.ts';
import type { Case } from '../store/index.ts';

/** What a case keeps of the IAM of its accounts. */
export interface CaseIam {
  readonly snapshot: IamSnapshot & Partial<Pick<SnapshotFile, 'instances' | 'addresses' | 'organizationAccounts'>>;
  readonly posture: Posture;
  /** Another one for another snapshot. */
  readonly key: string;
}

const SNAPSHOT = 'iam-snapshot';
const POSTURE = 'iam-posture';

export interface IamSource {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** The account itself, as it was asked; null where it was not. */
  readonly taken: SnapshotFile | null;
}

/** Reads snapshots and keeps them with the case, in place of what it had; with what they say of who can do what. */
export async function keepIam(theCase: Case, { paths: files, taken }: IamSource): Promise<void> {
  const rooms = await import('../posture/index.ts');
  const read = files.length === 0 ? { accounts: [], problems: [] } : await rooms.readSnapshot(files);
  const accounts = [...(taken?.accounts ?? []), ...read.accounts];
  const problems = [...(taken?.problems ?? []), ...read.problems];
  const sections = joined([...(taken === null ? [] : [taken]), ...(await snapshotFiles(files))]);
  const file = { ...sections, stemmaSnapshot: 1 as const, accounts, problems } as SnapshotFile;
  const text = JSON.stringify(z.encode(snapshotFileSchema, file));
  await theCase.setDocument(SNAPSHOT, text);
  const posture = await rooms.posture({ accounts, problems });
  await theCase.setDocument(POSTURE, JSON.stringify({ key: await keyOf(text), posture }));
}

/** Those of the files that `stemma snapshot` wrote: they say more of an account than its IAM. */
async function snapshotFiles(paths: readonly string[]): Promise<SnapshotFile[]> {
  const found: SnapshotFile[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (!text.slice(0, 100).includes('"stemmaSnapshot"')) continue;
    const read = snapshotFileSchema.safeParse(JSON.parse(text));
    if (read.success) found.push(read.data);
  }
  return found;
}

function joined(files: readonly SnapshotFile[]) {
  const all = <T>(lists: readonly (T[] | null | undefined)[]): T[] | null => {
    const known = lists.filter((list) => list !== null && list !== undefined);
    return known.length === 0 ? null : known.flat();
  };
  return {
    instances: all(files.map(({ instances }) => instances)),
    addresses: all(files.map(({ addresses }) => addresses)),
    trails: all(files.map(({ trails }) => trails)),
    organizationAccounts: all(files.map(({ organizationAccounts }) => organizationAccounts)),
  };
}

/** A snapshot that is named for one question, and is kept nowhere. The simulator is not light: only who has one loads it. */
export async function readIam(paths: readonly string[]): Promise<Pick<CaseIam, 'snapshot' | 'posture'>> {
  const { posture, readSnapshot } = await import('../posture/index.ts');
  const snapshot = await readSnapshot(paths);
  return { snapshot, posture: await posture(snapshot) };
}

/** What was kept; null for a case without. The posture is worked out anew where another build of stemma did it. */
export async function loadIam(theCase: Case): Promise<CaseIam | null> {
  const text = await theCase.getDocument(SNAPSHOT);
  if (text === null) return null;
  const snapshot: CaseIam['snapshot'] = snapshotFileSchema.parse(JSON.parse(text));
  const key = await keyOf(text);
  const kept = await theCase.getDocument(POSTURE);
  const read = kept === null ? null : (JSON.parse(kept) as { key: string; posture: Posture });
  if (read?.key === key) return { snapshot, posture: read.posture, key };
  const { posture } = await import('../posture/index.ts');
  return { snapshot, posture: await posture(snapshot), key };
}

async function keyOf(text: string): Promise<string> {
  const built = await stat(fileURLToPath(import.meta.url)).then(({ mtimeMs }) => mtimeMs);
  return createHash('sha256').update(`${built} `).update(text).digest('hex');
}
