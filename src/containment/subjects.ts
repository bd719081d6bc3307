import { patternOf } from './prove/mentions.ts';
import type { PolicyStatement } from '../model/containment.ts';

/** For whom an identity provider vouches, and as whom he may come the next time. */

/**
 * Pipelines come under subjects in parts, and whoever is in one has other parts with his next branch, environment or run. What
 * stays, as the providers write it.
 */
const forms: readonly RegExp[] = [
  // GitHub Actions: repo:acme/app:ref:refs/heads/main, repo:acme/app:environment:prod, repo:acme/app:pull_request
  /^repo:[^:]+/,
  // Where the subject is set to begin with the workflow's file: job_workflow_ref:acme/app/.github/workflows/deploy.yml@refs/heads/main
  /^job_workflow_ref:[^/:]+\/[^/:]+/,
  // GitLab: project_path:group/project:ref_type:branch:ref:main
  /^project_path:[^:]+/,
  // HCP Terraform: organization:acme:project:web:workspace:prod:run_phase:plan
  /^organization:[^:]+:project:[^:]+:workspace:[^:]+/,
  // Buildkite: organization:acme:pipeline:deploy:ref:refs/heads/main:commit:…
  /^organization:[^:]+:pipeline:[^:]+/,
  // CircleCI: org/uuid/project/uuid/user/uuid
  /^org\/[^/]+\/project\/[^/]+/,
];

/**
 * What stays of a subject in parts; null for one that is always the same: an id of a person, or the account of a pod, which is given
 * no other one's tokens. Of forms that are not known only the first name stays, so that too much is kept out and not too little.
 */
export function stayingPart(subject: string): string | null {
  if (!/[:/]/.test(subject) || subject.startsWith('system:serviceaccount:')) return null;
  for (const form of forms) {
    const known = form.exec(subject)?.[0];
    if (known !== undefined) return known;
  }
  const separator = subject.includes(':') ? ':' : '/';
  const parts = subject.split(separator);
  const isLabel = /^[A-Za-z_-]+$/.test(parts[0]!);
  return parts.slice(0, isLabel ? 2 : 1).join(separator);
}

/**
 * Whether a SAML subject may be another one in the next session (`transient`, SAML 2.0 core, 8.3.8): those are made up, and begin
 * with `_` or are long texts without what names of people have. The log tells the format, and the case does not keep it.
 */
export const isPassing = (subject: string): boolean =>
  subject.startsWith('_') || /^[A-Za-z0-9+/=_{}-]{20,}$/.test(subject);

/** Subjects that a trust policy lets in, in its own words. */
export interface SubjectsTrusted {
  /** Some statement asks for none: it lets in whomever the provider vouches for. */
  readonly anyone: boolean;
  readonly subjects: readonly SubjectTrusted[];
}

export interface SubjectTrusted {
  readonly value: string;
  readonly isPattern: boolean;
}

/** As whom the subject of a door may come in by the trust policy: himself, or what his pipeline runs as the next time. */
export function subjectsLetIn(
  statements: readonly PolicyStatement[],
  { provider, key, subject }: { readonly provider: string; readonly key: string; readonly subject: string },
): SubjectsTrusted {
  const staying = stayingPart(subject);
  const found = new Map<string, SubjectTrusted>();
  let anyone = false;
  for (const statement of statements) {
    if (statement['Effect'] !== 'Allow' || !isAbout(statement, provider)) continue;
    const asked = subjectsAsked(statement, key);
    if (asked === null) anyone = true;
    for (const each of asked ?? []) if (fits(each, subject, staying)) found.set(JSON.stringify(each), each);
  }
  return { anyone, subjects: [...found.values()] };
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** Whether a statement of a trust policy may be about what the provider vouches for. */
function isAbout({ Principal, Action, NotAction }: PolicyStatement, provider: string): boolean {
  if (typeof Principal === 'object' && Principal !== null) {
    const federated = listed((Principal as { Federated?: unknown }).Federated ?? []);
    if (!federated.some((each) => each === provider || each === '*')) return false;
  }
  return (
    NotAction !== undefined || listed(Action).some((each) => patternOf(each).test('sts:AssumeRoleWithWebIdentity'))
  );
}

/** Null where the statement asks for no subject, or in a way that leaves open which. */
function subjectsAsked({ Condition }: PolicyStatement, key: string): SubjectTrusted[] | null {
  const asked: SubjectTrusted[] = [];
  for (const [operator, keys] of Object.entries((Condition ?? {}) as Readonly<Record<string, object>>)) {
    const plain = operator.replace(/^For(?:All|Any)Values?:/i, '').toLowerCase();
    if (plain !== 'stringequals' && plain !== 'stringlike') continue;
    for (const [name, values] of Object.entries(keys)) {
      if (name.toLowerCase() !== key.toLowerCase()) continue;
      const isPattern = (value: string): boolean =>
        /\$\{/.test(value) || (plain === 'stringlike' && /[*?]/.test(value));
      asked.push(...listed(values).map((value) => ({ value, isPattern: isPattern(value) })));
    }
  }
  return asked.length === 0 ? null : asked;
}

function fits({ value, isPattern }: SubjectTrusted, subject: string, staying: string | null): boolean {
  if (staying === null) return isPattern ? patternOf(value).test(subject) : value === subject;
  const known = isPattern ? value.slice(0, value.search(/[*?]|\$\{/)) : value;
  if (isPattern && known.length <= staying.length) return staying.startsWith(known);
  // `repo:acme/app` is not the beginning of `repo:acme/apple`.
  return known.startsWith(staying) && !/^[\w.-]/.test(known.slice(staying.length));
}
