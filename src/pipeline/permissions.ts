import { grantNames, grants, policyDocument, type Grant, type GrantName } from './permissions/policies.ts';

export { grantNames, policyDocument, type GrantName };

/** What a grant is for, and what of it may be left out, a sentence each. */
export function grantNotes(name: GrantName): { readonly title: string; readonly notes: readonly string[] } {
  const { title, notes }: Grant = grants[name];
  return { title, notes };
}

/** Whose policy a source or command needs: `s3` for `s3://…`, `cloudtrail` for `cloudtrail:…`; null for none that calls AWS. */
export function grantFor(source: string): GrantName | null {
  const scheme = /^([a-z0-9]+)(?::|$)/i.exec(source)?.[1]?.toLowerCase();
  return grantNames.find((name) => name === scheme) ?? null;
}

/** The page of all grants, as docs/permissions.md has it. */
export function permissionsPage(): string {
  const parts = grantNames.map((name) => {
    const { title, notes } = grantNotes(name);
    const list = notes.map((note) => `- ${note}\n`).join('');
    const policy = JSON.stringify(policyDocument(name), null, 2);
    return `## ${name}\n\n${title}\n\n${list === '' ? '' : `${list}\n`}\`\`\`json\n${policy}\n\`\`\`\n`;
  });
  return `${opening}\n${parts.join('\n')}`;
}

const opening = `# Permissions

A file, a folder or standard input needs no AWS credentials and no network; the case needs a folder that can be written. This page is
what each other source and command asks of AWS, and nothing else. All of it reads; \`stemma permissions <source>\` prints the same policy.
Fill in what stands in \`<…>\`. In the partitions of China and GovCloud, \`arn:aws:\` is \`arn:aws-cn:\` and \`arn:aws-us-gov:\`.

Every command also calls \`sts:GetCallerIdentity\`, which needs no permission. Where one is missing, the error names the action:
\`access denied (s3:ListBucket)\`.
`;
