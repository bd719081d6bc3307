import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { StemmaError, UsageError, whyNotWritten } from '../lib/errors.ts';
import { configSchema } from '../model/config.ts';
import { openCase } from './open-case.ts';
import { configStart } from './config-start.ts';
import { surveyCase, type CaseSurvey } from './config-survey.ts';
import { judge } from './review/judge.ts';

export interface InitRequest {
  readonly file: string;
  /** Null: no case to start from. */
  readonly casePath: string | null;
  readonly force: boolean;
}

/** Writes a first configuration from what a case shows. Throws `UsageError` where the file is there and may not be replaced. */
export async function initConfig({ file, casePath, force }: InitRequest): Promise<CaseSurvey | null> {
  if (!force && existsSync(file)) {
    throw new UsageError(`${file} is there already`, 'pass --force to replace it, or name another file');
  }
  const survey = casePath === null ? null : await surveyOf(casePath);
  try {
    await writeFile(file, configStart(survey, casePath), { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const hint = 'name a file in a folder that is there, and that you may write to';
    throw new StemmaError(`${file}: the configuration could not be written: ${whyNotWritten(cause)}`, {
      exitCode: 2,
      hint,
      cause,
    });
  }
  return survey;
}

/** As of the newest record, and by the defaults: whatever an old configuration trusted has to show itself again. */
async function surveyOf(casePath: string): Promise<CaseSurvey> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const { context, view } = await judge(theCase, { asOf: 'last', config: configSchema.parse({}), version: '' });
  const ids = (await theCase.organizations()).map(({ organizationId }) => organizationId);
  return surveyCase(context, view, [...new Set(ids)]);
}
