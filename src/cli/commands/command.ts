import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { ExitCode } from '../../lib/errors.ts';
import type { Io } from '../io.ts';

/** One file in this folder and one line in `index.ts`. `finish` takes the exit code of a run that did not fail. */
export type CreateCommand = (io: Io, finish: (code: ExitCode) => void) => CommandUnknownOpts;
