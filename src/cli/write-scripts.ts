import { chmod } from 'node:fs/promises';
import { version } from './version.ts';
import type { Plan } from '../model/containment.ts';
import { writeAll, type Io } from './io.ts';

/** The endings of files that a script is written to. */
export const scriptEndings = { 'aws-cli': '.sh', terraform: '.tf', json: '.json' } as const;

export type ScriptName = keyof typeof scriptEndings;
export const scriptNames = Object.keys(scriptEndings) as ScriptName[];

/** Writes a plan as a script: to the files that have its ending, with what belongs beside it, or to stdout. */
export async function writeScripts(
  plan: Plan,
  name: ScriptName,
  { files, io }: { files: string[]; io: Io },
): Promise<void> {
  const { scripts } = await import('../pipeline/containment/index.ts');
  const parts = scripts[name](plan, { version: version() });
  if (files.length === 0) {
    await writeAll(io.stdout, [parts[0]!.text]);
    if (parts.length > 1)
      io.stderr.write('stemma: the script that takes it back is written beside it with -o FILE.sh\n');
    return;
  }
  const { writeWhole } = await import('./report-files.ts');
  for (const file of files) {
    for (const { suffix, text, isExecutable } of parts) {
      const ending = scriptEndings[name];
      const path = `${file.slice(0, -ending.length)}${suffix}${ending}`;
      await writeWhole(path, [text], 'name a file that you may write to with -o');
      if (isExecutable) await chmod(path, 0o755);
    }
  }
}
