import { useModel } from '../data/use-model.ts';
import { CommandCode } from '../parts/copy.tsx';
import { lacksSnapshot, SNAPSHOT_COMMAND } from './command.ts';

/** What commands need that may not be there: a case that is kept, and a snapshot for the proof. */
export function BeforeCommands() {
  const { theCase } = useModel();
  return (
    <>
      {theCase.askWith === null ? (
        <p class="quiet">
          The case behind this page is not kept: scan the logs again into one, without --case :memory:.
        </p>
      ) : null}
      {lacksSnapshot(theCase) ? (
        <p class="commands">
          <span class="quiet">A proof needs an IAM snapshot. Where there is none yet, for each account:</span>
          <CommandCode text={SNAPSHOT_COMMAND} label="the command for a snapshot" />
        </p>
      ) : null}
    </>
  );
}
