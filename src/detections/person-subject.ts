/**
 * Sign-ins that IAM knows by these names (IAM user guide, OIDC federation): users of apps have their tokens. Google's is not among them,
 * which vouches for machines of its cloud with subjects that look like those of people.
 */
const ofApps: ReadonlySet<string> = new Set(['graph.facebook.com', 'www.amazon.com']);

const personal: readonly RegExp[] = [
  // An address of mail, whole: repositories have an @ in their names, too.
  /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/,
  // Auth0: auth0|5f7c8ec7c33c6c004bbafe82, google-oauth2|103547991597142817347. Its machines are …@clients.
  /^[\w-]+\|/,
];

/**
 * Whether an OIDC provider vouches for a person, by its name and the subject. What names neither a person nor a provider of people is a
 * job's or a pod's.
 */
export function isOfPerson(provider: string, subject: string): boolean {
  return ofApps.has(provider) || personal.some((form) => form.test(subject));
}
