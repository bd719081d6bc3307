import type { Plan } from '../../model/containment.ts';

/** One file of a script. */
export interface ScriptFile {
  /** Put between the name that the user gave and its ending; empty for the script itself. */
  readonly suffix: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

export interface ScriptOptions {
  /** Version of stemma. */
  readonly version: string;
}

/** One file in this folder and one line in the table of `index.ts`: a plan in another tongue. The first file is the script. */
export type Script = (plan: Plan, options: ScriptOptions) => readonly ScriptFile[];
