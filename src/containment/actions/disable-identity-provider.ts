import { accountOfArn } from '../../lib/arn.ts';
import type { ApiCall } from '../../model/containment.ts';
import { type ActionMaker, basicsOf, iamCall } from './action-maker.ts';

export const disableIdentityProvider: ActionMaker = {
  kind: 'disable-identity-provider',
  says: 'Deletes an identity provider, or disables a trust anchor: nobody comes in through it any more.',
  target: 'provider',
  make(order, { situation }) {
    const call = closing(order.target);
    if (call === null) return null;
    return {
      ...basicsOf(order),
      before: [reading(order.target)],
      calls: [call],
      rollback: call.service === 'rolesanywhere' ? [{ ...call, operation: 'EnableTrustAnchor' }] : [],
      stops: situation.held.flatMap(({ id, door }) => (door?.id === order.target ? [id] : [])),
      doesNotStop: ['sessions that were issued already'],
      undo:
        call.service === 'rolesanywhere'
          ? 'enable the trust anchor again'
          : 'create the provider anew from what was read before: its ARN is the same',
    };
  },
};

function closing(arn: string): ApiCall | null {
  if (arn.includes(':saml-provider/'))
    return iamCall(accountOfArn(arn), 'DeleteSAMLProvider', { SAMLProviderArn: arn });
  if (arn.includes(':oidc-provider/')) {
    return iamCall(accountOfArn(arn), 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
  }
  if (!arn.includes(':trust-anchor/')) return null;
  return {
    service: 'rolesanywhere',
    operation: 'DisableTrustAnchor',
    parameters: { trustAnchorId: arn.slice(arn.lastIndexOf('/') + 1) },
    accountId: accountOfArn(arn),
    region: arn.split(':')[3] || null,
  };
}

function reading(arn: string): ApiCall {
  if (arn.includes(':saml-provider/')) return iamCall(accountOfArn(arn), 'GetSAMLProvider', { SAMLProviderArn: arn });
  if (arn.includes(':oidc-provider/')) {
    return iamCall(accountOfArn(arn), 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
  }
  return { ...closing(arn)!, operation: 'GetTrustAnchor' };
}
