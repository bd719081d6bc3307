import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { forTerminal } from '../lib/neutralise.ts';
import { version } from './version.ts';
import type { Plan } from '../model/containment.ts';
import { writeAll, type Io } from './io.ts';
import { shellWord } from './review-case.ts';

/** The endings of files that a script is written to. */
export const scriptEndings = { 'aws-cli': '.sh', terraform: '.tf', json: '.json' } as const;

export type ScriptName = keyof typeof scriptEndings;
export const scriptNames = Object.keys(scriptEndings) as ScriptName[];

/** How each is run; the plan in JSON is for programs. */
const runs: Readonly<Record<ScriptName, ((file: string) => string) | null>> = {
  'aws-cli': (file) => `bash ${shellWord(file)} shows every call and makes none; with --run it makes them`,
  terraform: (file) => `terraform -chdir=${shellWord(dirname(file))} apply -var phase=1; the file says when 2 comes`,
  json: null,
};

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
  const written: string[] = [];
  for (const file of files) {
    for (const { suffix, text, isExecutable } of parts) {
      const ending = scriptEndings[name];
      const path = `${file.slice(0, -ending.length)}${suffix}${ending}`;
      await writeWhole(path, [text], 'name a file that you may write to with -o');
      if (isExecutable) await chmod(path, 0o755);
      written.push(path);
    }
  }
  io.stderr.write(`stemma: wrote ${written.map((file) => forTerminal(file)).join(', ')}\n`);
  const run = runs[name];
  if (run !== null) io.stderr.write(`stemma: ${run(files[0]!)}\n`);
}
