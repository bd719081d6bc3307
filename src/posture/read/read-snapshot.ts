import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../lib/errors.ts';
import type { IamAccount, IamProblem, IamSnapshot } from '../../model/iam.ts';
import { snapshotFileSchema } from '../../model/snapshot-file.ts';
import { isAuthorizationDetails, readAuthorizationDetails } from './authorization-details.ts';
import { collectPartitions, readCollectFolder } from './collect-folder.ts';
import { findProblems } from './find-problems.ts';
import { isFields, type Fields } from './fields.ts';

const HINT =
  '--iam takes the output of "aws iam get-account-authorization-details", a file of "stemma snapshot", or an iam-collect folder';
/** It is no file, but a word that one command takes. */
const LIVE_HINT =
  'stemma scan --iam live asks the account itself and keeps the answer with the case; here name a file of stemma snapshot';

/**
 * Reads what was collected of the IAM of some accounts: files and folders, in any of the forms that are known, joined. Parts
 * that cannot be read or understood are in `problems`; a path that gives nothing at all is an error.
 */
export async function readSnapshot(paths: readonly string[]): Promise<IamSnapshot> {
  const found: Found = { pages: [], accounts: [], problems: [] };
  for (const path of paths) {
    const before = found.pages.length + found.accounts.length;
    await readPath(path, found);
    if (found.pages.length + found.accounts.length === before) throw nothingIn(path, found.problems.at(-1));
  }
  const newest = found.pages.reduce<number | null>(
    (time, page) => Math.max(time ?? 0, page.takenAt ?? 0) || null,
    null,
  );
  const details = readAuthorizationDetails(
    found.pages.map(({ page }) => page),
    newest,
  );
  const ofFiles = details.accounts.map((account): IamAccount => ({ ...account, isFileTime: true }));
  const accounts = joinAccounts([...ofFiles, ...found.accounts]);
  if (accounts.length === 0) throw nothingIn(paths.join(', '), details.problems[0]);
  const problems = [...found.problems, ...details.problems, ...(await findProblems(accounts))];
  return { accounts, problems };
}

interface Found {
  readonly pages: { readonly page: Fields; readonly takenAt: number | null }[];
  readonly accounts: IamAccount[];
  readonly problems: IamProblem[];
}

async function readPath(path: string, found: Found): Promise<void> {
  const status = await stat(path).catch((cause: unknown) => {
    throw new UsageError(
      `${path}: ${(cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'cannot be read'}`,
      path === 'live' ? LIVE_HINT : HINT,
    );
  });
  if (!status.isDirectory()) {
    await readOneFile(path, Math.floor(status.mtimeMs / 1000), found);
    return;
  }
  const partitions = await collectPartitions(path);
  for (const partition of partitions) {
    const { accounts, problems } = await readCollectFolder(partition);
    found.accounts.push(...accounts);
    found.problems.push(...problems);
  }
  if (partitions.length > 0) return;
  for (const name of (await readdir(path)).sort()) {
    if (!name.endsWith('.json')) continue;
    const file = join(path, name);
    await readOneFile(file, Math.floor((await stat(file)).mtimeMs / 1000), found);
  }
}

/** The authorization details do not say when they were taken: the file's own time is the best there is. */
async function readOneFile(path: string, takenAt: number, found: Found): Promise<void> {
  let document: unknown;
  try {
    document = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, ''));
  } catch {
    found.problems.push({ source: path, reason: 'is no JSON' });
    return;
  }
  for (const one of Array.isArray(document) ? document : [document]) readDocument(one, { path, takenAt }, found);
}

function readDocument(document: unknown, { path, takenAt }: { path: string; takenAt: number }, found: Found): void {
  if (isFields(document) && 'stemmaSnapshot' in document) {
    const read = snapshotFileSchema.safeParse(document);
    if (read.success) {
      found.accounts.push(...read.data.accounts);
      found.problems.push(...read.data.problems);
      return;
    }
    const [issue] = read.error.issues;
    found.problems.push({
      source: path,
      reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
    });
  } else if (isFields(document) && isAuthorizationDetails(document)) {
    found.pages.push({ page: document, takenAt });
  } else {
    found.problems.push({ source: path, reason: 'is none of the forms that are known' });
  }
}

function nothingIn(path: string, problem: IamProblem | undefined): UsageError {
  return new UsageError(
    `${path}: no IAM snapshot${problem === undefined ? '' : ` (${problem.source === path ? '' : `${problem.source}: `}${problem.reason})`}`,
    HINT,
  );
}

/** Where an account was collected twice, the later collection counts. */
function joinAccounts(accounts: readonly IamAccount[]): IamAccount[] {
  const byId = new Map<string, IamAccount>();
  for (const account of accounts) {
    const other = byId.get(account.accountId);
    if (other === undefined || (account.takenAt ?? 0) >= (other.takenAt ?? 0)) byId.set(account.accountId, account);
  }
  return [...byId.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
}
