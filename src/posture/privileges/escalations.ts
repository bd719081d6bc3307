/** A way to more rights than one has: every step must be allowed. */
export interface Escalation {
  readonly id: string;
  /** What it comes to, after "can". */
  readonly says: string;
  readonly actions: readonly string[];
  /** The service that a role is passed to, where one is. */
  readonly passesTo?: string;
  /** The service in which it makes use of what runs there already, with the role that this has. */
  readonly runsIn?: string;
  /** Nothing is gained by doing it to oneself. */
  readonly ofOthers?: true;
}

const byPassing = (service: string, id: string, says: string, ...actions: string[]): Escalation => ({
  id: `pass-role-${id}`,
  says: `${says} with any role that it may pass (iam:PassRole, ${actions.join(', ')})`,
  actions: ['iam:PassRole', ...actions],
  passesTo: service,
});

const one = (action: string, says: string): Escalation => ({
  id: action
    .replace(':', '-')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase(),
  says: `${says} (${action})`,
  actions: [action],
});

const byUsing = (service: string, action: string, says: string): Escalation => ({
  ...one(action, says),
  runsIn: service,
});

/**
 * The known ways to escalate in IAM, as Rhino Security Labs listed and others extended them. Those that need another's
 * session alone (sts:AssumeRole) are edges of the graph.
 */
export const escalations: readonly Escalation[] = [
  one('iam:CreatePolicyVersion', 'rewrite a policy that is attached'),
  one('iam:SetDefaultPolicyVersion', 'set back a policy to a version that allowed more'),
  one('iam:AttachUserPolicy', 'attach any policy to a user'),
  one('iam:AttachGroupPolicy', 'attach any policy to a group'),
  one('iam:AttachRolePolicy', 'attach any policy to a role'),
  one('iam:PutUserPolicy', 'write a policy into a user'),
  one('iam:PutGroupPolicy', 'write a policy into a group'),
  one('iam:PutRolePolicy', 'write a policy into a role'),
  one('iam:AddUserToGroup', 'put a user into a group'),
  { ...one('iam:CreateAccessKey', 'make access keys for a user'), ofOthers: true },
  { ...one('iam:CreateLoginProfile', 'give a user a console password'), ofOthers: true },
  { ...one('iam:UpdateLoginProfile', "change a user's console password"), ofOthers: true },
  one('iam:UpdateAssumeRolePolicy', 'let anyone into a role'),
  one('iam:DeleteUserPermissionsBoundary', "take away a user's permissions boundary"),
  one('iam:DeleteRolePermissionsBoundary', "take away a role's permissions boundary"),
  one('iam:PutUserPermissionsBoundary', "replace a user's permissions boundary"),
  one('iam:PutRolePermissionsBoundary', "replace a role's permissions boundary"),
  one('iam:DeleteUserPolicy', 'delete a policy that denies something to a user'),
  one('iam:DeleteRolePolicy', 'delete a policy that denies something to a role'),
  one('iam:DetachUserPolicy', 'detach a policy that denies something to a user'),
  one('iam:DetachRolePolicy', 'detach a policy that denies something to a role'),
  one('iam:UpdateSAMLProvider', 'sign in as anybody through an identity provider of its own'),
  { ...one('iam:CreateServiceSpecificCredential', 'make service credentials for a user'), ofOthers: true },
  { ...one('iam:DeactivateMFADevice', "take away a user's MFA"), ofOthers: true },
  {
    id: 'iam-create-virtual-mfa-device',
    says: 'give a user an MFA device of its own (iam:CreateVirtualMFADevice, iam:EnableMFADevice)',
    actions: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
    ofOthers: true,
  },
  {
    id: 'iam-create-role-and-trust',
    says: 'make a role that trusts anyone and give it any policy (iam:CreateRole, iam:AttachRolePolicy)',
    actions: ['iam:CreateRole', 'iam:AttachRolePolicy'],
  },
  one('sts:AssumeRoot', 'act as the root user of a member account'),
  one('sso:CreateAccountAssignment', 'assign permission sets in Identity Center'),
  one('sso:PutInlinePolicyToPermissionSet', 'write a policy into a permission set'),
  one('sso:AttachManagedPolicyToPermissionSet', 'attach any policy to a permission set'),
  one('organizations:UpdatePolicy', 'rewrite a service control policy'),
  one('organizations:DetachPolicy', 'detach a service control policy'),
  byUsing('lambda.amazonaws.com', 'lambda:UpdateFunctionCode', "run code as a function's role"),
  byUsing('lambda.amazonaws.com', 'lambda:UpdateFunctionConfiguration', "run a layer of its own as a function's role"),
  byUsing('ec2.amazonaws.com', 'ssm:SendCommand', "run commands as an instance's role"),
  byUsing('ec2.amazonaws.com', 'ssm:StartSession', "open a shell as an instance's role"),
  byUsing('ec2.amazonaws.com', 'ec2-instance-connect:SendSSHPublicKey', "open a shell as an instance's role"),
  {
    id: 'ec2-modify-user-data',
    says: "run a start script as an instance's role (ec2:ModifyInstanceAttribute, ec2:StopInstances, ec2:StartInstances)",
    actions: ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    runsIn: 'ec2.amazonaws.com',
  },
  byUsing('ec2.amazonaws.com', 'ssm:CreateAssociation', "run commands as an instance's role"),
  // A group of instances may start from the newest version, whatever role that names.
  byUsing('ec2.amazonaws.com', 'ec2:CreateLaunchTemplateVersion', 'change what groups of instances start with'),
  byUsing('ecs-tasks.amazonaws.com', 'ecs:ExecuteCommand', "open a shell as a task's role"),
  byUsing('codebuild.amazonaws.com', 'codebuild:UpdateProject', "run a build of its own as a project's role"),
  byUsing(
    'codebuild.amazonaws.com',
    'codebuild:StartBuild',
    "run a build with commands of its own as a project's role",
  ),
  byUsing('cloudformation.amazonaws.com', 'cloudformation:UpdateStack', "change a stack with the stack's role"),
  {
    id: 'cloudformation-change-set',
    says: "change a stack with the stack's role (cloudformation:CreateChangeSet, cloudformation:ExecuteChangeSet)",
    actions: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
    runsIn: 'cloudformation.amazonaws.com',
  },
  byUsing('glue.amazonaws.com', 'glue:UpdateDevEndpoint', "open a shell as a development endpoint's role"),
  byUsing('glue.amazonaws.com', 'glue:UpdateJob', "run code as a job's role"),
  byUsing(
    'sagemaker.amazonaws.com',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
    "open a notebook with the notebook's role",
  ),
  byUsing(
    'sagemaker.amazonaws.com',
    'sagemaker:CreatePresignedDomainUrl',
    "open a studio with the role of a domain's user",
  ),
  byUsing('states.amazonaws.com', 'states:UpdateStateMachine', 'change what a state machine does with its role'),
  byUsing(
    'bedrock-agentcore.amazonaws.com',
    'bedrock-agentcore:InvokeCodeInterpreter',
    "run code as a code interpreter's role",
  ),
  {
    id: 'roles-anywhere',
    says: 'come in with certificates of its own (rolesanywhere:CreateTrustAnchor, rolesanywhere:CreateProfile, iam:PassRole)',
    actions: ['rolesanywhere:CreateTrustAnchor', 'rolesanywhere:CreateProfile', 'iam:PassRole'],
    passesTo: 'rolesanywhere.amazonaws.com',
  },
  byPassing('ec2.amazonaws.com', 'ec2', 'start an instance', 'ec2:RunInstances'),
  byPassing('ec2.amazonaws.com', 'ec2-associate', 'give an instance', 'ec2:AssociateIamInstanceProfile'),
  byPassing(
    'ec2.amazonaws.com',
    'ec2-replace',
    'change the role of an instance',
    'ec2:ReplaceIamInstanceProfileAssociation',
  ),
  byPassing('ec2.amazonaws.com', 'ec2-fleet', 'start a fleet', 'ec2:CreateFleet'),
  byPassing('ec2.amazonaws.com', 'ec2-spot', 'start an instance', 'ec2:RequestSpotInstances'),
  byPassing(
    'ec2.amazonaws.com',
    'auto-scaling-template',
    'start instances',
    'autoscaling:CreateAutoScalingGroup',
    'ec2:CreateLaunchTemplate',
  ),
  byPassing('ec2.amazonaws.com', 'spot-fleet', 'start a fleet', 'ec2:RequestSpotFleet'),
  byPassing(
    'ec2.amazonaws.com',
    'auto-scaling',
    'start instances',
    'autoscaling:CreateAutoScalingGroup',
    'autoscaling:CreateLaunchConfiguration',
  ),
  byPassing(
    'lambda.amazonaws.com',
    'lambda-invoke',
    'run a function',
    'lambda:CreateFunction',
    'lambda:InvokeFunction',
  ),
  byPassing(
    'lambda.amazonaws.com',
    'lambda-event',
    'run a function on events',
    'lambda:CreateFunction',
    'lambda:CreateEventSourceMapping',
  ),
  byPassing(
    'lambda.amazonaws.com',
    'lambda-permission',
    'run a function through another account',
    'lambda:CreateFunction',
    'lambda:AddPermission',
  ),
  byPassing(
    'lambda.amazonaws.com',
    'lambda-role',
    'run a function that is there already',
    'lambda:UpdateFunctionConfiguration',
  ),
  byPassing('pods.eks.amazonaws.com', 'eks-pod-identity', 'run pods', 'eks:CreatePodIdentityAssociation'),
  byPassing('ecs-tasks.amazonaws.com', 'ecs-run', 'run a task', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'),
  // RunTask takes another role, and another command, than the definition has (`overrides.taskRoleArn`, ECS API reference).
  byPassing('ecs-tasks.amazonaws.com', 'ecs-override', 'run a task that is defined already', 'ecs:RunTask'),
  byPassing('ecs-tasks.amazonaws.com', 'ecs-start', 'run a task that is defined already', 'ecs:StartTask'),
  byPassing(
    'ecs-tasks.amazonaws.com',
    'ecs-service',
    'run a service',
    'ecs:RegisterTaskDefinition',
    'ecs:CreateService',
  ),
  byPassing('ecs-tasks.amazonaws.com', 'batch', 'run a job', 'batch:RegisterJobDefinition', 'batch:SubmitJob'),
  byPassing('glue.amazonaws.com', 'glue-endpoint', 'open a development endpoint', 'glue:CreateDevEndpoint'),
  byPassing('glue.amazonaws.com', 'glue-job', 'run a job', 'glue:CreateJob', 'glue:StartJobRun'),
  byPassing('glue.amazonaws.com', 'glue-session', 'run code', 'glue:CreateSession', 'glue:RunStatement'),
  byPassing('glue.amazonaws.com', 'glue-update', 'run a job that is there already', 'glue:UpdateJob'),
  byPassing('cloudformation.amazonaws.com', 'cloudformation', 'make a stack', 'cloudformation:CreateStack'),
  byPassing('cloudformation.amazonaws.com', 'cloudformation-update', 'change a stack', 'cloudformation:UpdateStack'),
  byPassing(
    'cloudformation.amazonaws.com',
    'cloudformation-change-set',
    'change a stack',
    'cloudformation:CreateChangeSet',
    'cloudformation:ExecuteChangeSet',
  ),
  byPassing(
    'cloudformation.amazonaws.com',
    'cloudformation-set',
    'make stacks in other accounts',
    'cloudformation:CreateStackSet',
    'cloudformation:CreateStackInstances',
  ),
  byPassing('codebuild.amazonaws.com', 'codebuild', 'run a build', 'codebuild:CreateProject', 'codebuild:StartBuild'),
  // StartBuild takes another role than the project has (`serviceRoleOverride`, CodeBuild API reference).
  byPassing('codebuild.amazonaws.com', 'codebuild-override', 'run a build', 'codebuild:StartBuild'),
  byPassing('codepipeline.amazonaws.com', 'codepipeline-update', 'change a pipeline', 'codepipeline:UpdatePipeline'),
  byPassing('codepipeline.amazonaws.com', 'codepipeline', 'run a pipeline', 'codepipeline:CreatePipeline'),
  byPassing(
    'sagemaker.amazonaws.com',
    'sagemaker-notebook',
    'open a notebook',
    'sagemaker:CreateNotebookInstance',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
  ),
  byPassing(
    'sagemaker.amazonaws.com',
    'sagemaker-studio',
    'open a studio',
    'sagemaker:CreateUserProfile',
    'sagemaker:CreatePresignedDomainUrl',
  ),
  byPassing('sagemaker.amazonaws.com', 'sagemaker-training', 'run a training job', 'sagemaker:CreateTrainingJob'),
  byPassing('sagemaker.amazonaws.com', 'sagemaker-processing', 'run a processing job', 'sagemaker:CreateProcessingJob'),
  byPassing(
    'states.amazonaws.com',
    'states',
    'run a state machine',
    'states:CreateStateMachine',
    'states:StartExecution',
  ),
  byPassing(
    'datapipeline.amazonaws.com',
    'datapipeline',
    'run a pipeline',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
  ),
  byPassing('elasticmapreduce.amazonaws.com', 'emr', 'start a cluster', 'elasticmapreduce:RunJobFlow'),
  byPassing('emr-serverless.amazonaws.com', 'emr-serverless', 'run a job', 'emr-serverless:StartJobRun'),
  byPassing('build.apprunner.amazonaws.com', 'apprunner', 'run a service', 'apprunner:CreateService'),
  byPassing('tasks.apprunner.amazonaws.com', 'apprunner-instance', 'run a service', 'apprunner:CreateService'),
  byPassing('tasks.apprunner.amazonaws.com', 'apprunner-update', 'change a service', 'apprunner:UpdateService'),
  // Whoever has a certificate of IoT trades it for sessions of the alias's role.
  byPassing('credentials.iot.amazonaws.com', 'iot-role-alias', 'get sessions by a certificate', 'iot:CreateRoleAlias'),
  byPassing('credentials.iot.amazonaws.com', 'iot-update', 'get sessions by a certificate', 'iot:UpdateRoleAlias'),
  byPassing(
    'cognito-identity.amazonaws.com',
    'identity-pool',
    'get sessions from an identity pool',
    'cognito-identity:SetIdentityPoolRoles',
  ),
  byPassing('events.amazonaws.com', 'events', 'call targets on events', 'events:PutTargets'),
  byPassing('scheduler.amazonaws.com', 'scheduler', 'call any API on a schedule', 'scheduler:CreateSchedule'),
  byPassing('ssm.amazonaws.com', 'ssm-activation', 'register a machine of its own', 'ssm:CreateActivation'),
  byPassing('ssm.amazonaws.com', 'ssm-automation', 'run an automation', 'ssm:StartAutomationExecution'),
  byPassing(
    'bedrock-agentcore.amazonaws.com',
    'bedrock-agentcore',
    'run code',
    'bedrock-agentcore:CreateCodeInterpreter',
    'bedrock-agentcore:StartCodeInterpreterSession',
  ),
  // An instance is given whatever role its profile has.
  byPassing('ec2.amazonaws.com', 'instance-profile', 'change an instance profile', 'iam:AddRoleToInstanceProfile'),
];
