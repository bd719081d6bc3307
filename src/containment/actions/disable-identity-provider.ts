import { accountOfArn } from '../../lib/arn.ts';
import type { ApiCall, ApiReference, PlanAction } from '../../model/containment.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';

export const disableIdentityProvider: ActionMaker = {
  kind: 'disable-identity-provider',
  says: 'Deletes an identity provider, or disables a trust anchor or profile of Roles Anywhere: nobody comes in through it any more.',
  target: 'provider',
  make(order, { situation }) {
    const way = wayTo(order.target);
    if (way === null) return null;
    return {
      ...basicsOf(order),
      ...way,
      ...(situation.made.providerArns.includes(order.target) ? staysShut(order.target) : {}),
      stops: situation.held.flatMap(({ id, door }) => (door?.id === order.target ? [id] : [])),
      doesNotStop: ['sessions that were issued already'],
    };
  },
};

type Way = Pick<PlanAction, 'before' | 'calls' | 'rollback' | 'undo'>;

/**
 * What is read before is what the attacker made of it: put back, it would vouch for whomever he wants again. How it was before him
 * is in no snapshot, and no fact of a log.
 */
const staysShut = (arn: string): Pick<Way, 'rollback' | 'undo'> => ({
  rollback: [],
  undo: arn.includes(':rolesanywhere:')
    ? "it stays disabled, as what is in it is the attacker's; if others need it, put right what he changed, then enable it"
    : "it stays deleted, as what was read before is the attacker's; if others need it, make it as it was before him: under the same name its ARN is the same",
});

function wayTo(arn: string): Way | null {
  if (arn.includes(':saml-provider/')) return withoutSaml(arn);
  if (arn.includes(':oidc-provider/')) return withoutOidc(arn);
  if (arn.includes(':trust-anchor/')) return switchedOff(arn, 'TrustAnchor', 'trustAnchorId');
  return /:rolesanywhere:.*:profile\//.test(arn) ? switchedOff(arn, 'Profile', 'profileId') : null;
}

/** What the call before answered: a provider that is made anew under its name has the same ARN, so trust policies know it again. */
const read = (path: string): ApiReference => ({ ref: { action: null, from: 'before', call: 0, path } });
const callsIn =
  (arn: string) =>
  (operation: string, parameters: ApiCall['parameters']): ApiCall =>
    iamCall(accountOfArn(arn), operation, parameters);

const ANEW = 'create the provider anew from what was read before: its ARN is the same';

function withoutSaml(arn: string): Way {
  const call = callsIn(arn);
  return {
    before: [call('GetSAMLProvider', { SAMLProviderArn: arn })],
    calls: [call('DeleteSAMLProvider', { SAMLProviderArn: arn })],
    rollback: [
      call('CreateSAMLProvider', {
        Name: arn.slice(arn.indexOf('/') + 1),
        SAMLMetadataDocument: read('SAMLMetadataDocument'),
      }),
    ],
    undo: `${ANEW}; tags and keys for encrypted assertions have to be set again`,
  };
}

function withoutOidc(arn: string): Way {
  const call = callsIn(arn);
  return {
    before: [call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn })],
    calls: [call('DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn })],
    rollback: [
      call('CreateOpenIDConnectProvider', {
        // GetOpenIDConnectProvider leaves the scheme out, which CreateOpenIDConnectProvider asks for.
        Url: `https://${arn.slice(arn.indexOf('/') + 1)}`,
        ClientIDList: read('ClientIDList'),
        ThumbprintList: read('ThumbprintList'),
      }),
    ],
    undo: `${ANEW}; tags have to be set again`,
  };
}

function switchedOff(arn: string, noun: 'TrustAnchor' | 'Profile', parameter: string): Way {
  const call = (verb: string): ApiCall => ({
    service: 'rolesanywhere',
    operation: `${verb}${noun}`,
    parameters: { [parameter]: arn.slice(arn.lastIndexOf('/') + 1) },
    accountId: accountOfArn(arn),
    region: arn.split(':')[3] || null,
  });
  return {
    before: [call('Get')],
    calls: [call('Disable')],
    rollback: [call('Enable')],
    undo: `enable the ${noun === 'Profile' ? 'profile' : 'trust anchor'} again`,
  };
}
