import { getExpressionAst, parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { action, call, deactivate, hostilePlan, leave, owner, planOf, scp } from '../../../test/support/plans.ts';
import { randomSituation } from '../../../test/support/containment-worlds.ts';
import { smallDecider } from '../../../test/support/iam-decider.ts';
import type { ApiCall, Plan } from '../../model/containment.ts';
import { makePlan } from '../plan/make-plan.ts';
import { terraformScript } from './terraform.ts';

/** What HashiCorp's own parser, as WebAssembly, makes of the text. */
interface Parsed {
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, readonly Resource[]>>>>;
}
type Resource = Readonly<Record<string, string>>;

const parsed = async (plan: Plan): Promise<Parsed> => {
  const [file] = terraformScript(plan, { version: '0' });
  return (await parse('contain.tf', file!.text)) as Parsed;
};

/** In what the parser gives, a doubled sign is still doubled: `$${` is the text `${`. */
const plain = (literal: string): string => literal.replaceAll('$${', '${').replaceAll('%%{', '%{');

interface Node {
  readonly type: string;
  readonly children: readonly Node[];
  readonly meta: Readonly<Record<string, string>>;
}

/** The value of an expression: the few kinds that such a file has, evaluated from the parser's tree. */
async function valueOf(text: string, vars: Readonly<Record<string, string | number>>): Promise<unknown> {
  // A text with a variable in it comes out as one, its other parts read already.
  if (!text.startsWith('${') || !text.endsWith('}'))
    return plain(text.replaceAll(/(?<!\$)\$\{var\.(\w+)\}/g, (_, name: string) => String(vars[name])));
  return evaluate((await getExpressionAst('contain.tf', text.slice(2, -1))) as unknown as Node, vars);
}

async function evaluate(node: Node, vars: Readonly<Record<string, string | number>>): Promise<unknown> {
  const child = (i: number): Promise<unknown> => evaluate(node.children[i]!, vars);
  switch (node.type) {
    case 'conditional':
      return (await child(0)) === true ? child(1) : child(2);
    case 'binaryOp': {
      const [left, right] = [(await child(0)) as number, (await child(1)) as number];
      const operators: Readonly<Record<string, boolean>> = {
        greaterThanOrEqual: left >= right,
        lessThan: left < right,
        logicalAnd: Boolean(left) && Boolean(right),
      };
      expect(Object.keys(operators)).toContain(node.meta['operator']);
      return operators[node.meta['operator']!];
    }
    case 'scopeTraversal':
      return vars[node.meta['fullAccessor']!.replace(/^var\./, '')];
    case 'literalValue':
      if (node.meta['type'] === 'number') return Number(node.meta['value']);
      // The tree has text as it is written: the parser reads it once more.
      return plain(((await parse('literal.tf', `x = "${node.meta['value']}"\n`)) as { x: string }).x);
    case 'template':
      return (await Promise.all(node.children.map((part) => evaluate(part, vars)))).join('');
    default:
      throw new Error(`${node.type}: not expected in such a file`);
  }
}

const text = ({ parameters }: ApiCall, name: string): string => {
  const value = parameters[name];
  return typeof value === 'string' ? value : '';
};

const resourcesIn = ({ resource }: Parsed): Resource[] =>
  Object.values(resource ?? {}).flatMap((ofType) => Object.values(ofType).flat());

test('names and documents come out of the parser as they went in, whatever is in them, and nothing besides', async () => {
  await fc.assert(
    fc.asyncProperty(hostilePlan, async (plan) => {
      const file = await parsed(plan);
      const [put] = plan.phases[0]!.actions[0]!.calls;
      const resources = resourcesIn(file);
      expect(Object.keys(file).toSorted()).toEqual(['resource', 'variable']);
      expect(resources).toHaveLength(1);
      const [only] = resources;
      expect(Object.keys(only!).toSorted()).toEqual(['count', 'name', 'policy', 'role']);
      // Terraform composes names (NFC); those of IAM are ASCII.
      expect(await valueOf(only!['role']!, {})).toBe(text(put!, 'RoleName').normalize('NFC'));
      expect(await valueOf(only!['name']!, {})).toBe(text(put!, 'PolicyName').normalize('NFC'));
      const policy = String(await valueOf(only!['policy']!, { phase: 1 }));
      expect(JSON.parse(policy)).toEqual(put!.parameters['PolicyDocument']);
    }),
    { numRuns: 60 },
  );
});

test('phase by phase, the policies are those of the plan, with the cut-off that is given', async () => {
  const cutOff = '2030-01-01T00:00:00Z';
  let seen = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const plan = await makePlan(randomSituation(seed), smallDecider);
    const file = await parsed(plan);
    for (const phase of [1, 2, 3]) {
      const there = new Map<string, unknown>();
      for (const each of resourcesIn(file)) {
        if ((await valueOf(each['count']!, { phase })) !== 1) continue;
        const text = String(await valueOf(each['policy']!, { phase, cut_off: cutOff }));
        there.set(`${each['role'] ?? each['user']} ${each['name']}`, JSON.parse(text));
      }
      expect(there).toEqual(wantedAt(plan, phase, cutOff));
      seen += there.size;
    }
  }
  expect(seen).toBeGreaterThan(50);
});

/** What has been put so far, by the plan itself: the last document of each name. */
function wantedAt(plan: Plan, phase: number, cutOff: string): Map<string, unknown> {
  const wanted = new Map<string, unknown>();
  for (const { actions } of plan.phases.slice(0, phase)) {
    for (const { calls, cutOff: planned } of actions) {
      for (const made of calls) {
        const { operation, parameters: p } = made;
        if (operation !== 'PutRolePolicy' && operation !== 'PutUserPolicy') continue;
        const told = JSON.stringify(p['PolicyDocument']);
        const time = planned === null ? '' : `${new Date(planned * 1000).toISOString().slice(0, 19)}Z`;
        const document: unknown = JSON.parse(
          time === ''
            ? told
            : told.replaceAll(
                `"DateLessThan":{"aws:TokenIssueTime":"${time}"`,
                `"DateLessThan":{"aws:TokenIssueTime":"${cutOff}"`,
              ),
        );
        wanted.set(`${text(made, 'RoleName') || text(made, 'UserName')} ${text(made, 'PolicyName')}`, document);
      }
    }
  }
  return wanted;
}

test('what has no resource stands as a comment, and the file is still one', async () => {
  const document = { Version: '2012-10-17' as const, Statement: [{ Sid: 'e\u0301${x}', Effect: 'Deny' }] };
  const put = action({ calls: [call('PutRolePolicy', { ...owner, PolicyDocument: document })] });
  const file = await parsed(planOf(deactivate, scp, put));
  const [only] = resourcesIn(file);
  expect(JSON.parse(String(await valueOf(only!['policy']!, { phase: 1 })))).toEqual(document);
  expect(await parsed(planOf(deactivate))).toEqual({ variable: expect.anything() as unknown });
});

test('a call for each thing has the command that lists them before it', () => {
  const [file] = terraformScript(planOf(leave), { version: '0' });
  expect(file!.text.split('\n').slice(-3, -1)).toEqual([
    '#   aws iam list-groups-for-user --user-name ci   and for each of them:',
    "#   aws iam remove-user-from-group --user-name ci '--group-name=<Groups.*.GroupName>'",
  ]);
});

test('the parser refuses what is no HCL, so that the tests above can fail', async () => {
  await expect(parse('broken.tf', 'resource "a" "b" {\n  name = "open\n}\n')).rejects.toBeDefined();
});

test('no cut-off of the time of planning is in it but as a bound: whoever applies it has to give one, and is told how', async () => {
  const time = '2026-09-21T14:14:20Z';
  const cutOff = Date.parse(time) / 1000;
  const document = {
    Version: '2012-10-17' as const,
    Statement: [{ Effect: 'Deny', Condition: { DateLessThan: { 'aws:TokenIssueTime': time } } }],
  };
  const put = action({ cutOff, calls: [call('PutRolePolicy', { ...owner, PolicyDocument: document })] });
  const managed = action({
    cutOff,
    calls: [
      call('CreatePolicy', { PolicyName: 'P', PolicyDocument: document }),
      call('AttachRolePolicy', { RoleName: 'Deploy', PolicyArn: 'arn:aws:iam::111122223333:policy/P' }),
    ],
  });
  const plan = planOf(put, managed);
  const { variable } = await parsed(plan);
  const [asked] = variable!['cut_off'] as [Record<string, unknown>];
  expect(Object.keys(asked).toSorted()).toEqual(['description', 'type']);
  const [file] = terraformScript(plan, { version: '0' });
  const lines = file!.text.split('\n');
  for (const line of lines.filter((each) => each.includes(time))) expect(line).toContain('description');
  const applies = lines.filter((line) => line.includes('terraform apply'));
  expect(applies).toHaveLength(2);
  for (const line of applies) expect(line).toContain('-var cut_off="$cut_off"');
  expect(lines.find((line) => line.includes('cut_off=$('))).toContain("date -u -d '+5 minutes'");
});
