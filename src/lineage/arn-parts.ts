import type { DerivedTexts } from './derived-texts.ts';

/** Parts of ARNs as codes: of each distinct ARN they are cut out once, however many tokens carry it. */
export interface ArnParts {
  /** Code of the account of an ARN, or of the text itself where it is an account id; 0 if neither. */
  account(code: number): number;
  /** Code of the last segment of a role's or user's ARN: its name without path. */
  name(code: number): number;
  /** Code of `arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION`, which drops the role's path as AWS does. */
  assumedRole(roleArn: number, sessionName: number): number;
  /** Code of `arn:PARTITION:iam::ACCOUNT:root`, in the partition of `like`. */
  rootUser(account: number, like: number): number;
}

interface Parts {
  readonly partition: string;
  readonly account: number;
  readonly name: number;
}

const ACCOUNT = /^\d{12}$/;

export function arnParts(texts: DerivedTexts): ArnParts {
  const known = new Map<number, Parts>();
  const partsOf = (code: number): Parts => {
    const cached = known.get(code);
    if (cached !== undefined) return cached;
    const parts = cut(texts, texts.get(code) ?? '');
    known.set(code, parts);
    return parts;
  };
  return {
    account: (code) => (code === 0 ? 0 : partsOf(code).account),
    name: (code) => (code === 0 ? 0 : partsOf(code).name),
    assumedRole(roleArn, sessionName) {
      const { partition, account, name } = partsOf(roleArn);
      if (account === 0 || name === 0 || sessionName === 0) return 0;
      const [accountId, roleName, session] = [texts.get(account), texts.get(name), texts.get(sessionName)];
      return texts.intern(`arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${session}`);
    },
    rootUser(account, like) {
      const partition = like === 0 ? 'aws' : partsOf(like).partition;
      return account === 0 ? 0 : texts.intern(`arn:${partition}:iam::${texts.get(account)}:root`);
    },
  };
}

function cut(texts: DerivedTexts, text: string): Parts {
  if (ACCOUNT.test(text)) return { partition: 'aws', account: texts.intern(text), name: 0 };
  const fields = text.split(':', 5);
  if (fields[0] !== 'arn' || fields.length < 5) return { partition: 'aws', account: 0, name: 0 };
  const account = fields[4]!;
  const slash = text.lastIndexOf('/');
  return {
    partition: fields[1]!,
    account: ACCOUNT.test(account) ? texts.intern(account) : 0,
    name: slash < 0 ? 0 : texts.intern(text.slice(slash + 1)),
  };
}
