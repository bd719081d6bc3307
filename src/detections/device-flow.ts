import type { Lineage } from '../model/lineage.ts';
import type { Place, Places } from './hosts/places.ts';

/** One record of somebody signing in to Identity Center, or fetching what he is given there. */
export interface FlowStep {
  /** Row of `issuances`. */
  readonly row: number;
  readonly time: number;
  readonly kind: 'asked' | 'approved' | 'token' | 'credentials';
  readonly place: Place;
  /** Code of the person, 0 where nobody has signed in yet. */
  readonly person: number;
}

/** A token or credentials fetched, and the step that they were asked for or approved with, from elsewhere. */
export interface Theft {
  readonly asked: FlowStep;
  readonly fetched: FlowStep;
}

const KINDS: Readonly<Record<string, FlowStep['kind']>> = {
  StartDeviceAuthorization: 'asked',
  Authenticate: 'approved',
  UserAuthentication: 'approved',
  CreateToken: 'token',
  CreateTokenWithIAM: 'token',
  GetRoleCredentials: 'credentials',
};

/** A device code is good for ten minutes. */
const LIFE = 600;
const SKEW = 2;

export type IsOther = (asked: Place, fetched: Place) => boolean;

/** What is known of one person, or (of a device code nobody has approved yet) of one client, at one step of the flow. */
interface Known {
  asked?: FlowStep;
  approved?: FlowStep;
  /** The sign-in or token that credentials are fetched with next. */
  last?: FlowStep;
  /** Networks that the person signed in or fetched a token from. */
  readonly own: Set<string>;
  /** By network, the step from elsewhere that a theft from there began with. */
  readonly stolen: Map<string, FlowStep>;
}

/**
 * Fetches from another place than they were asked for or approved from. The client id ties a fetch to who asked, where it is
 * logged; the person ties it to the sign-in that approved. Credentials are compared with the person's sign-in or token just
 * before, and only where the person has signed in or fetched no token from that network: a remote machine has its own. All
 * that is fetched later from a thief's network is the thief's as well.
 */
export function deviceThefts(lineage: Lineage, { places, isOther }: { places: Places; isOther: IsOther }): Theft[] {
  const people = new Map<number, Known>();
  const clients = new Map<number, Known>();
  const { provider } = lineage.facts.issuances.columns;
  const found: Theft[] = [];
  for (const step of stepsOf(lineage, places)) {
    const client = knownOf(clients, provider[step.row]!);
    const person = knownOf(people, step.person);
    const asked = theftOf(step, { client, person, isOther });
    if (asked === null) take(step, { client, person });
    else {
      found.push({ asked, fetched: step });
      person.stolen.set(step.place.network, asked);
    }
  }
  return found;
}

/** Nothing is ever known of nobody: what code 0 stands for is made anew each time. */
function knownOf(all: Map<number, Known>, code: number): Known {
  const known = all.get(code) ?? { own: new Set(), stolen: new Map() };
  if (code !== 0) all.set(code, known);
  return known;
}

function theftOf(
  step: FlowStep,
  { client, person, isOther }: { client: Known; person: Known; isOther: IsOther },
): FlowStep | null {
  const elsewhere = (before: FlowStep | undefined): FlowStep | null =>
    before !== undefined && isJustBefore(before, step) && isOther(before.place, step.place) ? before : null;
  if (step.kind === 'token') return elsewhere(client.asked) ?? elsewhere(person.approved);
  if (step.kind !== 'credentials' || person.own.has(step.place.network)) return null;
  return person.stolen.get(step.place.network) ?? elsewhere(person.last);
}

function take(step: FlowStep, { client, person }: { client: Known; person: Known }): void {
  if (step.kind === 'asked') client.asked = step;
  if (step.kind === 'approved') person.approved = step;
  if (step.kind !== 'approved' && step.kind !== 'token') return;
  person.last = step;
  person.own.add(step.place.network);
}

function isJustBefore(before: FlowStep, after: FlowStep): boolean {
  return after.time - before.time <= LIFE + SKEW;
}

/** By time; of one second the asking first, and the fetching last. */
function stepsOf(lineage: Lineage, places: Places): FlowStep[] {
  const { texts, issuances } = lineage.facts;
  const { eventName, eventSource, eventTime, sourceIPAddress, onBehalfOf, callerPrincipalId } = issuances.columns;
  const kinds = new Map<number, FlowStep['kind']>();
  for (const [name, kind] of Object.entries(KINDS)) if (texts.find(name) !== 0) kinds.set(texts.find(name), kind);
  const services = ['sso', 'sso-oauth', 'sso-oidc', 'signin'].map((name) => texts.find(`${name}.amazonaws.com`));
  const steps: FlowStep[] = [];
  for (let row = 0; kinds.size > 0 && row < issuances.length; row++) {
    const kind = kinds.get(eventName[row]!);
    if (kind === undefined || !services.includes(eventSource[row]!)) continue;
    const place = places(sourceIPAddress[row]!);
    if (place === null || place.scope !== 'public') continue;
    const person = onBehalfOf[row]! || callerPrincipalId[row]!;
    steps.push({ row, time: eventTime[row]!, kind, place, person });
  }
  const order: readonly FlowStep['kind'][] = ['asked', 'approved', 'token', 'credentials'];
  return steps.sort((a, b) => a.time - b.time || order.indexOf(a.kind) - order.indexOf(b.kind) || a.row - b.row);
}
