import type { Deed } from './deeds.ts';

/** Calls after which an identity provider vouches for whomever the caller wants, and what somebody else has to call to end that. */
const opening: Readonly<Record<string, string | null>> = {
  CreateSAMLProvider: null,
  UpdateSAMLProvider: 'UpdateSAMLProvider',
  CreateOpenIDConnectProvider: null,
  AddClientIDToOpenIDConnectProvider: 'RemoveClientIDFromOpenIDConnectProvider',
  UpdateOpenIDConnectProviderThumbprint: 'UpdateOpenIDConnectProviderThumbprint',
  CreateTrustAnchor: null,
  UpdateTrustAnchor: 'UpdateTrustAnchor',
  EnableTrustAnchor: null,
  CreateProfile: null,
  UpdateProfile: 'UpdateProfile',
  EnableProfile: null,
};

export const opensProvider = ({ kind, text }: Deed): boolean =>
  kind === 'identity-provider-changed' && (text('eventName') ?? '') in opening;

/** The changes by compromised credentials for which a provider still vouches for whomever they want, from all changes of it by time. */
export function stillOpening(history: readonly Deed[]): readonly Deed[] {
  let open: Deed[] = [];
  for (const deed of history) {
    const name = deed.text('eventName') ?? '';
    if (/^(?:Delete|Disable)/.test(name)) open = [];
    else if (!deed.isHis) open = open.filter((each) => opening[each.text('eventName') ?? ''] !== name);
    else if (opensProvider(deed)) open.push(deed);
  }
  return open;
}
