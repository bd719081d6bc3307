interface Refused {
  readonly error: unknown;
  readonly client: { send(command: unknown): Promise<unknown> };
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * What a call would have made is there already, as after a kill between the call and its answer: the answer that it would have
 * given, because later calls need the id in it. Null where the error means something else.
 */
export async function findExisting(refused: Refused): Promise<unknown> {
  const name = refused.error instanceof Error ? refused.error.name : '';
  const what = `${refused.service} ${refused.operation}`;
  if (what === 'organizations CreatePolicy' && name === 'DuplicatePolicyException') return existingPolicy(refused);
  if (what === 'ec2 CreateSecurityGroup' && name === 'InvalidGroup.Duplicate') return existingGroup(refused);
  return null;
}

async function existingPolicy({ client, parameters }: Refused): Promise<unknown> {
  const { ListPoliciesCommand } = await import('@aws-sdk/client-organizations');
  let NextToken: string | undefined;
  do {
    const command = new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY', ...(NextToken && { NextToken }) });
    const page = (await client.send(command)) as { Policies?: { Id?: string; Name?: string }[]; NextToken?: string };
    const found = page.Policies?.find((policy) => policy.Name === parameters['Name']);
    if (found !== undefined) return { Policy: { PolicySummary: found } };
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return null;
}

async function existingGroup({ client, parameters }: Refused): Promise<unknown> {
  const { DescribeSecurityGroupsCommand } = await import('@aws-sdk/client-ec2');
  const filters = [
    { Name: 'group-name', Values: [String(parameters['GroupName'])] },
    { Name: 'vpc-id', Values: [String(parameters['VpcId'])] },
  ];
  const answer = (await client.send(new DescribeSecurityGroupsCommand({ Filters: filters }))) as {
    SecurityGroups?: { GroupId?: string }[];
  };
  return answer.SecurityGroups?.[0] ?? null;
}
