import type { ApiCall } from '../../src/model/containment.ts';
import type { IamSnapshot } from '../../src/model/iam.ts';

/** IAM as its quotas bind it ("IAM and AWS STS quotas"): carries the calls of a plan out, or refuses them as it would. */
export interface QuotaIam {
  /** Null where the call is made, else the error. */
  call(call: ApiCall): string | null;
  /** Documents that bind a role or user now. */
  documentsOf(owner: string): readonly unknown[];
}

interface Owner {
  readonly inline: Map<string, unknown>;
  readonly attached: Set<string>;
}

const LIMITS = { role: 10_240, user: 2_048, attached: 10, managed: 6_144 };
const sizeOf = (document: unknown): number => JSON.stringify(document).replaceAll(/\s/g, '').length;

export function quotaIam(snapshot: IamSnapshot): QuotaIam {
  const managed = new Map<string, unknown>();
  const owners = new Map<string, Owner>();
  for (const { roles, users } of snapshot.accounts) {
    for (const one of [...roles, ...users]) {
      const own = one.policies.filter(({ through }) => through === null);
      const inline = new Map(own.flatMap((each) => (each.inline ? [[each.name, each.document] as const] : [])));
      const attached = own.filter((each) => !each.inline);
      for (const { id, document } of attached) managed.set(id, document);
      owners.set(`${'trust' in one ? 'role' : 'user'} ${one.name}`, {
        inline,
        attached: new Set(attached.map(({ id }) => id)),
      });
    }
  }
  return {
    call: ({ operation, parameters, accountId }) => {
      const text = (name: string): string => String(parameters[name] as string);
      const kind = 'RoleName' in parameters ? 'role' : 'user';
      const name = `${kind} ${text('RoleName' in parameters ? 'RoleName' : 'UserName')}`;
      const owner = owners.get(name);
      if (operation === 'CreatePolicy') {
        const arn = `arn:aws:iam::${accountId}:policy/${text('PolicyName')}`;
        if (managed.has(arn)) return 'EntityAlreadyExists';
        managed.set(arn, parameters['PolicyDocument']);
        return sizeOf(parameters['PolicyDocument']) > LIMITS.managed ? 'LimitExceeded' : null;
      }
      if (operation === 'DeletePolicy') {
        const isAttached = [...owners.values()].some(({ attached }) => attached.has(text('PolicyArn')));
        if (isAttached) return 'DeleteConflict';
        return managed.delete(text('PolicyArn')) ? null : 'NoSuchEntity';
      }
      if (operation === 'UpdateAccessKey') return null;
      if (owner === undefined) return 'NoSuchEntity';
      return changed(owner, { operation, text, limit: LIMITS[kind], document: parameters['PolicyDocument'] });
    },
    documentsOf: (name) => {
      const { inline, attached } = owners.get(name)!;
      return [...inline.values(), ...[...attached].map((arn) => managed.get(arn))];
    },
  };
}

interface Change {
  readonly operation: string;
  readonly text: (name: string) => string;
  readonly limit: number;
  readonly document: unknown;
}

function changed({ inline, attached }: Owner, { operation, text, limit, document }: Change): string | null {
  if (/^Put(Role|User)Policy$/.test(operation)) {
    inline.set(text('PolicyName'), document);
    return [...inline.values()].reduce<number>((sum, each) => sum + sizeOf(each), 0) > limit ? 'LimitExceeded' : null;
  }
  if (/^Delete(Role|User)Policy$/.test(operation)) return inline.delete(text('PolicyName')) ? null : 'NoSuchEntity';
  if (operation.startsWith('Attach'))
    return attached.add(text('PolicyArn')).size > LIMITS.attached ? 'LimitExceeded' : null;
  if (operation.startsWith('Detach')) return attached.delete(text('PolicyArn')) ? null : 'NoSuchEntity';
  throw new Error(`${operation}: not played here`);
}
