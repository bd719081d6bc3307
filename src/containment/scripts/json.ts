import { formatTime } from '../../lib/time.ts';
import { forJson } from '../../lib/neutralise.ts';
import type { Script } from './script.ts';

/** Every call with its parameters, for other programs to make: what `--format json` says in words, this says in calls. */
export const jsonScript: Script = (plan, { version }) => {
  const document = {
    schemaVersion: 1,
    tool: { name: 'stemma', version },
    asOf: formatTime(plan.asOf),
    targets: plan.targets,
    phases: plan.phases.map(({ name, waitSeconds, checks, actions }) => ({
      name,
      waitSeconds,
      checks,
      actions: actions.map(({ id, kind, accountId, target, reason, cutOff, before, calls, rollback }) => ({
        id,
        kind,
        accountId,
        target,
        reason,
        cutOff: cutOff === null ? null : formatTime(cutOff),
        before,
        calls,
        rollback,
      })),
    })),
  };
  return [{ suffix: '', text: `${forJson(JSON.stringify(document, null, 2))}\n`, isExecutable: false }];
};
