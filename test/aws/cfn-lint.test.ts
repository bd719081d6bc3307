import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { alarmTemplate } from '../../src/hardening/alarm-template.ts';

const cfnLint = process.env['STEMMA_CFN_LINT'];
if (cfnLint === undefined) throw new Error('run these tests by: npm run test:aws');

async function lint(template: object): Promise<{ id: string; message: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'stemma-cfn-lint-'));
  try {
    const file = join(folder, 'alarms.json');
    await writeFile(file, JSON.stringify(template, null, 2));
    const options = ['--format', 'json', '--regions', 'us-east-1', 'eu-central-1', '--include-checks', 'I', '--', file];
    const { stdout } = await promisify(execFile)(cfnLint!, options).catch((error: { stdout: string }) => error);
    const found = JSON.parse(stdout) as { Rule: { Id: string }; Message: string }[];
    return found.map(({ Rule, Message }) => ({ id: Rule.Id, message: Message }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('cfn-lint has nothing to say of the template of alarms', async () => {
  expect(await lint(alarmTemplate())).toEqual([]);
});

test('cfn-lint does say what is wrong with one that is', async () => {
  const template = alarmTemplate() as { Resources: { Topic: { Properties: object } } };
  const broken = {
    ...template,
    Resources: { ...template.Resources, Topic: { ...template.Resources.Topic, Properties: { Subscribers: [] } } },
  };
  expect((await lint(broken)).map(({ id }) => id)).toContain('E3002');
});
