import { accountOfArn } from '../../lib/arn.ts';
import type { ApiCall } from '../../model/containment.ts';
import type { IamPolicy } from '../../model/iam.ts';
import { statementsOf } from '../doors.ts';
import { nameOfPrincipal } from '../principals.ts';
import { principalIn } from '../prove/world.ts';
import { type ActionMaker, basicsOf, iamCall, type Scene } from './action-maker.ts';

export const deleteUser: ActionMaker = {
  kind: 'delete-user',
  says: 'Deletes a user with its keys and policies: the last resort, as nothing brings it back.',
  target: 'user',
  make(order, scene) {
    const accountId = accountOfArn(order.target);
    const UserName = nameOfPrincipal(order.target);
    const call = (operation: string, more: ApiCall['parameters'] = {}): ApiCall =>
      iamCall(accountId, operation, { UserName, ...more });
    return {
      ...basicsOf(order, accountId),
      ...scene.coverage(() => true, [order.target]),
      before: [call('GetUser'), ...[...credentials, ...rights].map(({ list }) => call(list))],
      calls: [...emptied(order.target, scene, call), call('DeleteUser')],
      rollback: [],
      doesNotStop: ['sessions of roles that it assumed'],
      undo: 'none: a user made anew under the name has another id, and trust policies that named the old one do not know it',
    };
  },
};

interface Part {
  readonly list: string;
  /** Where the names are in its answer. */
  readonly path: string;
  readonly remove: string;
  readonly parameter: string;
}

/** What a user may have, besides a password, that IAM wants gone first (IAM API reference, DeleteUser). */
const credentials: readonly Part[] = [
  {
    list: 'ListAccessKeys',
    path: 'AccessKeyMetadata.*.AccessKeyId',
    remove: 'DeleteAccessKey',
    parameter: 'AccessKeyId',
  },
  {
    list: 'ListMFADevices',
    path: 'MFADevices.*.SerialNumber',
    remove: 'DeactivateMFADevice',
    parameter: 'SerialNumber',
  },
  {
    list: 'ListSSHPublicKeys',
    path: 'SSHPublicKeys.*.SSHPublicKeyId',
    remove: 'DeleteSSHPublicKey',
    parameter: 'SSHPublicKeyId',
  },
  {
    list: 'ListSigningCertificates',
    path: 'Certificates.*.CertificateId',
    remove: 'DeleteSigningCertificate',
    parameter: 'CertificateId',
  },
  {
    list: 'ListServiceSpecificCredentials',
    path: 'ServiceSpecificCredentials.*.ServiceSpecificCredentialId',
    remove: 'DeleteServiceSpecificCredential',
    parameter: 'ServiceSpecificCredentialId',
  },
];

const rights: readonly Part[] = [
  { list: 'ListGroupsForUser', path: 'Groups.*.GroupName', remove: 'RemoveUserFromGroup', parameter: 'GroupName' },
  {
    list: 'ListAttachedUserPolicies',
    path: 'AttachedPolicies.*.PolicyArn',
    remove: 'DetachUserPolicy',
    parameter: 'PolicyArn',
  },
  { list: 'ListUserPolicies', path: 'PolicyNames.*', remove: 'DeleteUserPolicy', parameter: 'PolicyName' },
];

type CallOf = (operation: string, more?: ApiCall['parameters']) => ApiCall;

/**
 * Whatever the user has at that moment, as no snapshot tells of all of it. By what can be refused first, and denies last: where
 * something stops it, as much is denied as before.
 */
function emptied(arn: string, { world }: Scene, call: CallOf): ApiCall[] {
  const found = principalIn(world.snapshot, arn);
  const user = found !== null && 'groups' in found ? found : null;
  const own = (user?.policies ?? []).filter(({ through }) => through === null);
  const each = ({ list, path, remove, parameter }: Part): ApiCall => ({
    ...call(remove, { [parameter]: { ref: { action: null, from: 'each', call: 0, path } } }),
    each: call(list),
  });
  return [
    ...credentials.map(each),
    ...(user?.mfaDevices ?? []).flatMap((SerialNumber) => virtualDevice(arn, SerialNumber)),
    call('DeleteLoginProfile'),
    ...own
      .filter(({ document }) => onlyAllows(document))
      .map(({ inline, name, id }) =>
        inline ? call('DeleteUserPolicy', { PolicyName: name }) : call('DetachUserPolicy', { PolicyArn: id }),
      ),
    ...rights.map(each),
  ];
}

/** A device that is no thing is deleted as well; others are somebody's. */
const virtualDevice = (arn: string, SerialNumber: string): ApiCall[] =>
  SerialNumber.includes(':mfa/') ? [iamCall(accountOfArn(arn), 'DeleteVirtualMFADevice', { SerialNumber })] : [];

const onlyAllows = (document: IamPolicy['document']): boolean =>
  document !== null && statementsOf(document).every(({ Effect }) => Effect === 'Allow');
