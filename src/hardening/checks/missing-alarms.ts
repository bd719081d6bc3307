import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { alarmTemplate } from '../alarm-template.ts';
import { references } from '../wording.ts';

export const missingAlarms: Check = {
  id: 'missing-alarms',
  title: 'Alarms that would have told',
  says: 'A few calls are so rare in a well-kept account that each should wake somebody: EventBridge can, within minutes.',
  severities: ['medium', 'low'],
  documents: ['template'],
  *advise(context) {
    const seen = alarmingCalls(context);
    const regions = [...new Set(['us-east-1', ...context.coverage.regions])].sort();
    for (const accountId of context.coverage.accounts) yield adviceOn(accountId, seen.get(accountId) ?? null, regions);
  },
};

interface Calls {
  sessionTokens: number;
  federationTokens: number;
  rootSessions: number;
  trailChanges: number;
}

/** By account: the calls that the alarms are about. */
function alarmingCalls({ lineage }: CheckContext): Map<string, Calls> {
  const { issuances, controls, texts } = lineage.facts;
  const calls = new Map<string, Calls>();
  const inAccount = (code: number): Calls => {
    const accountId = texts.get(code) ?? '';
    const known = calls.get(accountId) ?? { sessionTokens: 0, federationTokens: 0, rootSessions: 0, trailChanges: 0 };
    calls.set(accountId, known);
    return known;
  };
  const { eventName, recipientAccountId, mfa } = issuances.columns;
  const [session, federation, root] = ['GetSessionToken', 'GetFederationToken', 'AssumeRoot'].map(
    (name) => texts.find(name) || -1,
  );
  for (let row = 0; row < issuances.length; row++) {
    const name = eventName[row]!;
    if (name === session && mfa[row] !== FLAG_TRUE) inAccount(recipientAccountId[row]!).sessionTokens++;
    else if (name === federation) inAccount(recipientAccountId[row]!).federationTokens++;
    else if (name === root) inAccount(recipientAccountId[row]!).rootSessions++;
  }
  for (let row = 0; row < controls.length; row++) {
    const isTrail = /^trail-(stopped|deleted|narrowed)$/.test(texts.get(controls.columns.kind[row]!) ?? '');
    if (isTrail) inAccount(controls.columns.recipientAccountId[row]!).trailChanges++;
  }
  return calls;
}

function adviceOn(accountId: string, seen: Calls | null, regions: readonly string[]): Found {
  const said =
    seen === null
      ? []
      : (
          [
            ['GetSessionToken without MFA', seen.sessionTokens],
            ['GetFederationToken', seen.federationTokens],
            ['AssumeRoot', seen.rootSessions],
            ['changes of the trail', seen.trailChanges],
          ] as const
        ).flatMap(([what, n]) => (n === 0 ? [] : [`${what} (${n})`]));
  return {
    severity: said.length > 0 ? 'medium' : 'low',
    accountId,
    target: accountId,
    reason:
      (said.length === 0
        ? 'None of the calls was made in the case: an alarm would cost nothing.'
        : `The case holds ${listed(said)}.`) + ' Whether alarms are set is not in the logs that were read.',
    policy: alarmTemplate(),
    how:
      `Deploy the template in ${count(regions.length, 'region')} (${listed(regions)}): a rule sees only what is recorded in its own region, global STS and IAM in us-east-1. ` +
      'aws cloudformation deploy --stack-name token-alarms --template-file alarms.json --parameter-overrides Email=…',
    reference: references.eventBridge,
  };
}
