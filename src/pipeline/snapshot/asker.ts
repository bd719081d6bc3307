import { awsError, awsFailure } from '../../aws/index.ts';
import type { IamProblem } from '../../model/iam.ts';

/** Asks AWS one thing; null where it may not be asked, or fails. Throws where no other question will fare better. */
export type Ask = <T>(
  call: { readonly action: string; readonly subject: string },
  work: () => Promise<T>,
) => Promise<T | null>;

/** What is denied is told once and left out; what was asked well is counted. */
export interface Asker {
  readonly ask: Ask;
  readonly problems: readonly IamProblem[];
  /** Calls that were answered. */
  readonly answered: () => number;
}

/** After an interrupt nothing more is asked: of thousands of users each costs three questions. */
export function createAsker(signal: AbortSignal): Asker {
  const problems: IamProblem[] = [];
  let answered = 0;
  const ask: Ask = async (call, work) => {
    signal.throwIfAborted();
    try {
      const answer = await work();
      answered++;
      return answer;
    } catch (error) {
      const { kind, reason } = awsFailure(error, call);
      if (kind === 'expired' || kind === 'no-credentials' || kind === 'bad-credentials') {
        // A region that is not enabled refuses the credentials too: the others need not.
        if (answered === 0 || kind !== 'bad-credentials') throw awsError(error, call);
      }
      problems.push({ source: call.subject, reason });
      return null;
    }
  };
  return { ask, problems, answered: () => answered };
}
