import { byText } from '../lib/by-text.ts';
import type { ChangeOf, ControlCall } from './control-call.ts';
import { isObject, type JsonObject, objectIn, setIn, textIn } from './extract-fields.ts';

/**
 * Calls that start something with a role, or change what runs with one already: it is given sessions of that role as long as it
 * runs, whatever becomes of who started it. Lambda's are logged with the version of its API.
 */
export const startCalls: readonly (readonly [string, ChangeOf])[] = [
  ['ec2:RunInstances', started],
  ['ec2:RequestSpotInstances', started],
  ['ec2:RequestSpotFleet', started],
  ['ec2:CreateFleet', started],
  ['ec2:CreateLaunchTemplate', withRole],
  ['ec2:CreateLaunchTemplateVersion', withRole],
  ['autoscaling:CreateLaunchConfiguration', started],
  ['autoscaling:CreateAutoScalingGroup', started],
  ['ssm:SendCommand', started],
  ['ssm:StartSession', started],
  ['ssm:CreateAssociation', started],
  ['ssm:StartAutomationExecution', withRole],
  ['ec2-instance-connect:SendSSHPublicKey', started],
  ['ec2-instance-connect:SendSerialConsoleSSHPublicKey', started],
  ['lambda:CreateFunction20150331', started],
  ['lambda:UpdateFunctionCode20150331v2', started],
  ['lambda:UpdateFunctionConfiguration20150331v2', started],
  ['ecs:RegisterTaskDefinition', started],
  ['ecs:RunTask', overridden],
  ['ecs:StartTask', overridden],
  ['ecs:ExecuteCommand', started],
  ['eks:CreatePodIdentityAssociation', started],
  ['batch:RegisterJobDefinition', started],
  ['glue:CreateJob', started],
  ['glue:UpdateJob', started],
  ['glue:CreateDevEndpoint', started],
  ['glue:UpdateDevEndpoint', started],
  ['glue:CreateSession', started],
  ['cloudformation:CreateStack', started],
  ['cloudformation:UpdateStack', withRole],
  ['cloudformation:CreateChangeSet', withRole],
  ['cloudformation:CreateStackSet', started],
  ['codebuild:CreateProject', started],
  ['codebuild:UpdateProject', started],
  ['codebuild:StartBuild', overridden],
  ['codepipeline:CreatePipeline', started],
  ['codepipeline:UpdatePipeline', started],
  ['sagemaker:CreateNotebookInstance', started],
  ['sagemaker:CreatePresignedNotebookInstanceUrl', started],
  ['sagemaker:CreateUserProfile', withRole],
  ['sagemaker:CreatePresignedDomainUrl', started],
  ['sagemaker:CreateTrainingJob', started],
  ['sagemaker:CreateProcessingJob', started],
  ['states:CreateStateMachine', started],
  ['states:UpdateStateMachine', started],
  ['scheduler:CreateSchedule', started],
  ['events:PutTargets', withRole],
  ['datapipeline:CreatePipeline', started],
  ['elasticmapreduce:RunJobFlow', started],
  ['emr-serverless:StartJobRun', started],
  ['apprunner:CreateService', started],
  ['apprunner:UpdateService', withRole],
  ['iot:CreateRoleAlias', started],
  ['iot:UpdateRoleAlias', started],
  ['cognito-identity:SetIdentityPoolRoles', started],
];

function started(call: ControlCall): ReturnType<ChangeOf> {
  const { request, response } = call;
  return {
    kind: 'workload-started',
    target: instancesIn(call) ?? nameIn(response) ?? nameIn(request),
    targetRoleName: joined(rolesIn(request, response)),
    policyArn: joined(profilesIn(request, response)),
  };
}

/** Without a role of its own it does what its caller may, and no more. */
function withRole(call: ControlCall): ReturnType<ChangeOf> {
  const change = started(call);
  return change?.targetRoleName === null && change.policyArn === null ? null : change;
}

/** What is defined already is run as it was meant to, but for what the call says otherwise. */
function overridden(call: ControlCall): ReturnType<ChangeOf> {
  const isOther = Object.keys(call.request).some((name) => /override/i.test(name));
  return isOther ? started(call) : null;
}

/** Instances that it starts, or on which it runs something. */
function instancesIn({ request, response }: ControlCall): string | null {
  const made = setIn(response, 'instancesSet').map((each) => textIn(each, 'instanceId'));
  const named = [request['instanceIds'], request['instanceId'], request['target']].flat();
  return joined(
    [...made, ...named].filter((each): each is string => typeof each === 'string' && /^i-[0-9a-f]+$/.test(each)),
  );
}

const NAMES = [
  'functionArn',
  'functionName',
  'stateMachineArn',
  'stackId',
  'stackName',
  'taskDefinitionArn',
  'task',
  'jobDefinitionName',
  'notebookInstanceName',
  'trainingJobName',
  'processingJobName',
  'projectName',
  'clusterName',
  'launchConfigurationName',
  'autoScalingGroupName',
  'documentName',
  'target',
  'endpointName',
  'jobFlowId',
  'name',
];

function nameIn(parameters: JsonObject): string | null {
  const inside = ['taskDefinition', 'project', 'build', 'pipeline'].map((field) => objectIn(parameters, field));
  for (const where of [parameters, ...inside]) {
    for (const name of NAMES) if (textIn(where, name) !== null) return textIn(where, name);
  }
  return null;
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/;

/** Names of the roles that it is given, wherever in the call they are; Glue takes bare names too. */
function rolesIn(...parameters: readonly JsonObject[]): string[] {
  const bare = parameters.flatMap((each) => textIn(each, 'role') ?? []).filter((name) => /^[\w+=,.@-]+$/.test(name));
  const texts = parameters.flatMap((each) => [...textsIn(each, 0)].map(([, text]) => ROLE.exec(text)?.[1] ?? []));
  return [...bare, ...texts.flat()];
}

/** Instance profiles, by ARN or name. */
function profilesIn(...parameters: readonly JsonObject[]): string[] {
  return parameters.flatMap((each) =>
    [...textsIn(each, 0)].flatMap(([path, text]) =>
      text.includes(':instance-profile/') || /iaminstanceprofile(?:\.(?:name|arn))?$|jobflowrole$/i.test(path)
        ? [text]
        : [],
    ),
  );
}

const DEEPEST = 12;

function* textsIn(value: unknown, depth: number, path = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (depth < DEEPEST && Array.isArray(value)) for (const each of value) yield* textsIn(each, depth + 1, path);
  else if (depth < DEEPEST && isObject(value)) {
    for (const [name, each] of Object.entries(value)) yield* textsIn(each, depth + 1, `${path}.${name}`);
  }
}

/** Several of them as one text: neither ids nor names have a space in them. */
const joined = (texts: readonly (string | null)[]): string | null => {
  const told = texts.flatMap((each) => (each === null || each === '' ? [] : [each]));
  return [...new Set(told)].sort(byText).join(' ') || null;
};
