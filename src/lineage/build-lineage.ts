import { freeArrays } from '../lib/free-arrays.ts';
import { orderBy } from '../lib/order-by.ts';
import type { CaseFacts } from '../model/facts.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';
import { arnParts } from './arn-parts.ts';
import { consoleSessions } from './console-sessions.ts';
import { listCredentials } from './credentials.ts';
import { cutCycles } from './cycles.ts';
import { derivedTexts } from './derived-texts.ts';
import { describeChanged } from './describe-changed.ts';
import { derivePrincipalArns, describeIssued } from './describe-issued.ts';
import { describeUsed } from './describe-used.ts';
import type { Draft } from './draft.ts';
import { findExpiry, findLiveTokens } from './expiry.ts';
import { childrenOf, orderTopDown } from './forest.ts';
import { groupRows, groupRowsBy, ownersByKey } from './group-rows.ts';
import { mergeIssuanceCopies } from './issuance-copies.ts';
import { ownControls, ownUses } from './keyless-uses.ts';
import { findOrigins } from './origins/find-origins.ts';
import { findSigners, joinSessions } from './parents.ts';
import { findRevocations } from './revocations.ts';
import { sessionJoin } from './session-join.ts';
import { sumUses } from './usage.ts';

/**
 * Builds the family tree of every credential of a case, as of one moment. `lineage.facts` holds the same rows over a pool
 * that also knows texts which no record holds as such: read codes of the lineage there.
 */
export function buildLineage(caseFacts: CaseFacts, { asOf }: { readonly asOf: EpochSeconds }): Lineage {
  const draft = startDraft(caseFacts);
  const { credentials, facts, positionOf } = draft;
  describeIssued(draft);
  describeUsed(draft);
  describeChanged(draft);
  derivePrincipalArns(draft);

  const join = sessionJoin(draft);
  const owners = ownUses(draft, join);
  sumUses(draft, owners.uses);

  const console = consoleSessions(draft);
  findSigners(draft);
  joinSessions(draft, join, console);
  cutCycles(credentials);
  const children = childrenOf(credentials);
  const topDown = orderTopDown(credentials, children);
  const origins = findOrigins(draft, topDown, console);

  findExpiry(draft);
  findLiveTokens(draft, asOf);
  findRevocations(draft, asOf);

  const { uses, controls } = facts;
  const controlOwners = ownControls(draft, join);
  const usesOf = groupRowsBy(owners.uses, credentials.length, uses.columns.first);
  const identitiesOf = groupRows(owners.identities, credentials.length);
  freeArrays([owners.uses, owners.identities]);
  return {
    asOf,
    facts,
    credentials,
    origins,
    children,
    issuancesOf: draft.issuancesOf,
    usesOf,
    identitiesOf,
    controlsBy: groupRows(controlOwners, credentials.length, orderBy(controls.columns.eventTime)),
    topDown,
    find: (accessKeyId) => positionOf[caseFacts.texts.find(accessKeyId)] ?? -1,
  };
}

function startDraft(caseFacts: CaseFacts): Draft {
  const index = listCredentials(caseFacts);
  const texts = derivedTexts(caseFacts.texts);
  const facts = { ...caseFacts, texts };
  const { credentials, positionOf } = index;
  return {
    facts,
    arns: arnParts(texts),
    credentials,
    positionOf,
    issuancesOf: mergeIssuanceCopies(facts, index),
    identitiesOf: groupRows(ownersByKey(facts.identities.columns.accessKeyId, positionOf), credentials.length),
    sessionCreatedAt: new Uint32Array(credentials.length),
  };
}
