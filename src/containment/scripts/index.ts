import { awsCliScript } from './aws-cli.ts';
import { jsonScript } from './json.ts';
import type { Script } from './script.ts';
import { terraformScript } from './terraform.ts';

/** What a plan can be written as, by the name that `--script` takes. A new one is a file and a line. */
export const scripts = {
  'aws-cli': awsCliScript,
  terraform: terraformScript,
  json: jsonScript,
} as const satisfies Readonly<Record<string, Script>>;

export type ScriptName = keyof typeof scripts;
