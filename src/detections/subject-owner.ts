/**
 * Who an OIDC subject belongs to, as the providers that anybody can sign up with write it; null where it names no owner (pods,
 * people). Any workflow of any owner gets a token of such a provider, so that the owner is all that tells yours from a stranger's.
 */
export function ownerOf(subject: string): string | null {
  for (const form of forms) {
    const owner = form.exec(subject)?.[1];
    if (owner !== undefined) return owner.toLowerCase();
  }
  return null;
}

const forms: readonly RegExp[] = [
  // GitHub Actions: repo:owner/name:ref:refs/heads/main; with ids, repo:owner@1/name@2:…
  /^repo:([^/:@]+)[^/:]*\//,
  // Where the subject is set to begin with the owner.
  /^repository_owner:([^:]+)/,
  // GitLab: project_path:group/subgroup/project:ref_type:branch:ref:main
  /^project_path:([^/:]+)\//,
  // HCP Terraform and Buildkite: organization:acme:project:…, organization:acme:pipeline:…
  /^organization:([^:]+):/,
  // CircleCI: org/uuid/project/uuid/user/uuid
  /^org\/([^/]+)\/project\//,
];
