import { StemmaError } from '../../lib/errors.ts';
import type { AwsConnection } from '../connection.ts';
import { awsError } from '../failure.ts';
import { findExisting } from './find-existing.ts';
import { operationsOf } from './operations.ts';
import type { Service } from './service.ts';

/** A call with nothing left open: what earlier calls answered is in it, documents are text. */
export interface ReadyCall {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly region: string | null;
}

/** Who makes the calls. */
export interface WriterIdentity {
  readonly accountId: string;
  readonly arn: string;
  readonly accessKeyId: string;
}

/** Makes the calls of a plan in one account. */
export interface Writer {
  whoAmI(): Promise<WriterIdentity>;
  /**
   * The answer, without the SDK's own parts and with policy documents decoded; null where what is read, or is to be taken away, is not
   * there, and where what is to be made is there already.
   */
  call(call: ReadyCall): Promise<unknown>;
}

interface Client {
  send(command: unknown): Promise<unknown>;
}

/** Opens the way for writing; nothing is asked until the first call. */
export function openWriter(aws: AwsConnection): Writer {
  const clients = new Map<string, Promise<Service>>();
  return {
    whoAmI: () => identityOf(aws),
    async call({ service, operation, parameters, region }) {
      const key = `${service} ${region ?? ''}`;
      const opened = clients.get(key) ?? openService(aws, service, region);
      clients.set(key, opened);
      const { client, commands } = await opened;
      const Command = commands[operation];
      if (Command === undefined) throw notOffered(service, operation);
      try {
        return answerOf(await (client as Client).send(new Command(parameters as never)));
      } catch (error) {
        if (isDoneAlready(error, operation)) return null;
        const existing = await findExisting({ error, client: client as Client, service, operation, parameters });
        if (existing !== null) return answerOf(existing);
        throw awsError(error, { action: `${service}:${operation}`, subject: subjectOf(parameters) });
      }
    },
  };
}

async function openService(aws: AwsConnection, service: string, region: string | null): Promise<Service> {
  const open = operationsOf[service];
  if (open === undefined) throw notOffered(service, 'any call');
  return open(await aws.clientConfig(region ?? undefined));
}

const notOffered = (service: string, operation: string): StemmaError =>
  new StemmaError(`${service}: ${operation} is not a call that stemma makes`, {
    exitCode: 2,
    hint: 'take this step by hand: contain --script aws-cli has its command',
  });

async function identityOf(aws: AwsConnection): Promise<WriterIdentity> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const config = await aws.clientConfig();
  try {
    const { Account = '', Arn = '' } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    return { accountId: Account, arn: Arn, accessKeyId: (await config.credentials()).accessKeyId };
  } catch (error) {
    throw awsError(error, { action: 'sts:GetCallerIdentity', subject: aws.options.profile ?? 'the usual credentials' });
  }
}

/** After a kill a call may be made a second time: then what it takes away is gone, and what it makes is there. */
function isDoneAlready(error: unknown, operation: string): boolean {
  const name = error instanceof Error ? error.name : '';
  if (/^(NoSuchEntity|NoSuchEntityException|PolicyNotAttachedException|PolicyNotFoundException)$/.test(name)) {
    return /^(Get|List|Delete|Detach|Remove|Deactivate)/.test(operation);
  }
  if (/^(EntityAlreadyExists|EntityAlreadyExistsException|DuplicatePolicyAttachmentException)$/.test(name)) {
    return /^(Create|Attach)/.test(operation);
  }
  return ec2Errors[name] === operation;
}

const ec2Errors: Readonly<Record<string, string>> = {
  'InvalidAssociationID.NotFound': 'DisassociateIamInstanceProfile',
  'InvalidPermission.NotFound': 'RevokeSecurityGroupEgress',
  'InvalidGroup.NotFound': 'DeleteSecurityGroup',
};

/** IAM sends documents percent-encoded (RFC 3986); they are kept as the text that was written. */
const documentNames = new Set(['PolicyDocument', 'AssumeRolePolicyDocument', 'Document']);

function answerOf(answer: unknown): unknown {
  return decoded(answer, '');
}

function decoded(value: unknown, name: string): unknown {
  if (typeof value === 'string' && documentNames.has(name) && value.startsWith('%7B')) return decodeURIComponent(value);
  if (Array.isArray(value)) return value.map((item) => decoded(item, name));
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).filter(([key]) => key !== '$metadata');
  return Object.fromEntries(parts.map(([key, part]) => [key, decoded(part, key)]));
}

/** What the user knows the thing by. */
function subjectOf(parameters: ReadyCall['parameters']): string {
  const names = ['RoleName', 'AccessKeyId', 'UserName', 'InstanceId', 'Name', 'PolicyId', 'PolicyArn'];
  const name = names.find((one) => typeof parameters[one] === 'string');
  return name === undefined ? 'the call' : String(parameters[name]);
}
