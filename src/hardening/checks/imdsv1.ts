import { sessionNameOfArn } from '../../lib/arn.ts';
import { byText } from '../../lib/by-text.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { instancePlaces } from '../instances.ts';
import { documentOf } from '../statements.ts';
import { references } from '../wording.ts';

/** Credentials that IMDSv1 delivered do nothing; those of IMDSv2 clients on the same instance are other keys, and go on. */
export const denyImdsv1 = documentOf([
  {
    Sid: 'DenyKeysDeliveredByIMDSv1',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { NumericLessThan: { 'ec2:RoleDelivery': '2.0' } },
  },
]);

export const imdsv1: Check = {
  id: 'imdsv1',
  title: 'Instances that still answer IMDSv1',
  says: 'Credentials were delivered without a session token of the metadata service, the way that a forged request can ask for them too.',
  severities: ['high', 'medium'],
  documents: ['identity'],
  *advise(context) {
    const places = instancePlaces(context.lineage.facts);
    for (const seen of deliveries(context)) yield adviceOn(seen, places.get(seen.instanceId)?.region ?? null);
  },
};

interface Delivery {
  readonly instanceId: string;
  readonly accountId: string | null;
  readonly roleArn: string | null;
  isSuspicious: boolean;
}

/** The instances whose calls carried `ec2RoleDelivery` 1.0. */
function deliveries({ lineage, suspicious }: CheckContext): Delivery[] {
  const { identities, texts } = lineage.facts;
  const { ec2RoleDelivery, arn, accountId, issuerArn, accessKeyId } = identities.columns;
  const old = texts.find('1.0') || -1;
  const seen = new Map<string, Delivery>();
  for (let row = 0; row < identities.length; row++) {
    if (ec2RoleDelivery[row] !== old) continue;
    const instanceId = sessionNameOfArn(texts.get(arn[row]!) ?? '');
    if (instanceId === null) continue;
    const key = texts.get(accessKeyId[row]!);
    const credential = key === null ? -1 : lineage.find(key);
    const delivery = seen.get(instanceId) ?? {
      instanceId,
      accountId: texts.get(accountId[row]!),
      roleArn: texts.get(issuerArn[row]!),
      isSuspicious: false,
    };
    delivery.isSuspicious ||= credential >= 0 && suspicious[credential] === 1;
    seen.set(instanceId, delivery);
  }
  return [...seen.values()].sort((a, b) => byText(a.instanceId, b.instanceId));
}

function adviceOn({ instanceId, accountId, roleArn, isSuspicious }: Delivery, region: string | null): Found {
  const role = roleArn === null ? 'its role' : roleArn;
  return {
    severity: isSuspicious ? 'high' : 'medium',
    accountId,
    target: instanceId,
    reason:
      `Calls with credentials of ${role} carry ec2RoleDelivery 1.0: the instance handed them out to a plain request, which a forged request (SSRF) or an open proxy can make as well.` +
      (isSuspicious ? ' Such credentials are suspicious in this case.' : ''),
    policy: denyImdsv1,
    how:
      `aws ec2 modify-instance-metadata-options --instance-id ${instanceId} --http-tokens required${region === null ? '' : ` --region ${region}`}; ` +
      'the metric MetadataNoToken says who on it still asks without a token. The document, on the role, makes keys worthless that were delivered the old way.',
    reference: references.instanceRoles,
  };
}
