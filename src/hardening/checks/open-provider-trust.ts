import { byText } from '../../lib/by-text.ts';
import { listed } from '../../lib/wording.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { demandsOn, hasPatterns } from '../conditions.ts';
import { allows, documentOf, principalsOf, sizeOf, TRUST_LIMIT, type Statement } from '../statements.ts';
import type { KnownTrust } from '../trusts.ts';
import { references } from '../wording.ts';

const ASSUME = 'sts:assumerolewithwebidentity';
/** A placeholder for whoever has seen nobody come yet. */
export const SUBJECT_PLACEHOLDER = 'REPLACE-WITH-THE-SUBJECT';

export const openProviderTrust: Check = {
  id: 'open-provider-trust',
  title: 'Roles that anyone at an identity provider can assume',
  says: 'A trust policy lets in whomever an OIDC provider vouches for: with a provider that many share, strangers too.',
  severities: ['high', 'medium'],
  documents: ['trust'],
  *advise(context) {
    const seen = subjectsSeen(context);
    for (const trust of context.trusts) {
      const found = adviceOn(trust, seen.get(trust.roleArn) ?? new Map());
      if (found !== null) yield found;
    }
  },
};

/** By role, then by the provider's host and path: the subjects for whom no suspicious token was made. */
type Subjects = ReadonlyMap<string, ReadonlySet<string>>;

function subjectsSeen({ lineage, suspicious }: CheckContext): Map<string, Subjects> {
  const { credentials, facts } = lineage;
  const { eventName, provider, subject } = facts.issuances.columns;
  const call = facts.texts.find('AssumeRoleWithWebIdentity') || -1;
  const seen = new Map<string, Map<string, Set<string>>>();
  for (let token = 0; token < credentials.length; token++) {
    const row = credentials.issuance[token]!;
    if (row < 0 || eventName[row] !== call || suspicious[token] === 1 || subject[row] === 0) continue;
    const roleArn = facts.texts.get(credentials.roleArn[token]!) ?? '';
    const ofRole = seen.get(roleArn) ?? new Map<string, Set<string>>();
    const host = hostOf(facts.texts.get(provider[row]!) ?? '');
    seen.set(roleArn, ofRole.set(host, (ofRole.get(host) ?? new Set()).add(facts.texts.get(subject[row]!)!)));
  }
  return seen;
}

/** What condition keys of a provider begin with: `token.actions.githubusercontent.com`, from its ARN or from what the logs have. */
const hostOf = (provider: string): string =>
  provider.includes(':oidc-provider/') ? provider.slice(provider.indexOf('/') + 1) : provider;

interface Open {
  readonly host: string;
  /** The patterns that let everybody in; none: no condition asks for a subject, at most some are left out. */
  readonly patterns: readonly string[];
}

/** The provider of a statement that does not say for whom it is. */
function opening(statement: Statement): Open | null {
  if (!allows(statement, ASSUME)) return null;
  const providers = principalsOf(statement, 'Federated').filter((arn) => arn.includes(':oidc-provider/'));
  const [first] = providers;
  if (first === undefined || providers.length > 1) return null;
  const host = hostOf(first);
  const wide = demandsOn(statement, `${host}:sub`).map((one) =>
    hasPatterns(one) ? one.values.filter((value) => everybody.test(value)) : [],
  );
  return wide.every((patterns) => patterns.length > 0) ? { host, patterns: [...new Set(wide.flat())] } : null;
}

/** `*`, and patterns of which only the kind of subject is fixed: `repo:*`, `project_path:*`, `organization:*:project:…`. */
const everybody = /^(?:[\w-]+:)?\*(?![^:/*])/;

function adviceOn(trust: KnownTrust, seen: Subjects): Found | null {
  const opened = trust.statements.map((statement) => ({ statement, open: opening(statement) }));
  const open = opened.flatMap((each) => each.open ?? []);
  if (open.length === 0) return null;
  const policy = documentOf(
    opened.map((each) => (each.open === null ? each.statement : narrowed(each.statement, each.open, seen))),
  );
  const subjects = [...new Set(open.flatMap(({ host }) => [...(seen.get(host) ?? [])]))].sort(byText);
  const name = trust.roleArn.slice(trust.roleArn.lastIndexOf('/') + 1);
  return {
    severity: open.some(({ patterns }) => patterns.length === 0 || patterns.includes('*')) ? 'high' : 'medium',
    accountId: trust.accountId,
    target: trust.roleArn,
    reason:
      `${listed(open.map(saidOf))} ` +
      (subjects.length === 0
        ? 'The case saw nobody come that way.'
        : `The case saw ${listed(subjects)} come that way, and nobody else.`),
    policy: sizeOf(policy) <= TRUST_LIMIT ? policy : null,
    how:
      (subjects.length === 0 ? `Put who may come in place of ${SUBJECT_PLACEHOLDER}. ` : '') +
      `Add whoever comes rarely, then aws iam update-assume-role-policy --role-name ${name} --policy-document file://trust.json`,
    reference: references.webIdentity,
  };
}

const saidOf = ({ host, patterns }: Open): string =>
  patterns.length === 0
    ? `Whomever ${host} vouches for can assume it: no condition asks for a subject (${host}:sub).`
    : `The subject that it asks of ${host} is ${listed([...patterns])}: that is everybody there.`;

/** The same statement for those who came, and all that it asks besides. */
function narrowed(statement: Statement, { host }: Open, seen: Subjects): Statement {
  const key = `${host}:sub`;
  const subjects = [...(seen.get(host) ?? [SUBJECT_PLACEHOLDER])].sort(byText);
  const condition = (statement['Condition'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const others = Object.entries(condition).flatMap(([operator, keys]) => {
    const excludes = /not/i.test(operator);
    const kept = Object.entries(keys).filter(([name]) => excludes || name.toLowerCase() !== key.toLowerCase());
    return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)] as const];
  });
  const before = Object.fromEntries(others);
  const wanted = { ...before['StringEquals'], [key]: subjects.length === 1 ? subjects[0] : subjects };
  return { ...statement, Condition: { ...before, StringEquals: wanted } };
}
