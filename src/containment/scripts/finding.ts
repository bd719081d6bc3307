import type { ApiCall } from '../../model/containment.ts';

/** A read that finds what a call has made, and where in its answer the id is: names are ours, and there is one of each. */
export interface Finding {
  readonly call: ApiCall;
  readonly query: string;
}

/** Null for calls of which no answer is needed. */
export function findingAnew(call: ApiCall): Finding | null {
  const { service, operation, parameters } = call;
  const read = (name: string, asked: ApiCall['parameters']): ApiCall => ({
    ...call,
    operation: name,
    parameters: asked,
  });
  if (service === 'organizations' && operation === 'CreatePolicy') {
    const name = String(parameters['Name'] as string)
      .replaceAll('\\', '\\\\')
      .replaceAll("'", "\\'");
    return {
      call: read('ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' }),
      query: `Policies[?Name=='${name}'].Id | [0]`,
    };
  }
  if (service !== 'ec2' || operation !== 'CreateSecurityGroup') return null;
  const filters = [
    { Name: 'group-name', Values: [parameters['GroupName']!] },
    { Name: 'vpc-id', Values: [parameters['VpcId']!] },
  ];
  return { call: read('DescribeSecurityGroups', { Filters: filters }), query: 'SecurityGroups[0].GroupId' };
}
