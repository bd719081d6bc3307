import type { ExplorerDetails } from '../../model/explorer.ts';
import { parentBases } from '../../model/lineage.ts';
import type { ReportCredential, ReportIssuance, ReportView } from '../../model/report-view.ts';
import { seconds } from './encode-tokens.ts';
import { createTextCoder, type TextCoder } from './text-coder.ts';

/** A session policy is a document: longer than a name, and still bounded. */
const LONGEST_TEXT = 4_000;
/** A row of uses in the file, about. */
const BYTES_A_USE = 34;

type Column<T> = { -readonly [Name in keyof T]: T[Name] extends readonly (infer Each)[] ? Each[] : never };
type Details = Column<Omit<ExplorerDetails, 'uses' | 'withoutUses' | 'texts'>>;
type Uses = Column<ExplorerDetails['uses']>;

/** What the page of each token shows, within so many bytes: when they are used up, uses are left out, and that is told. */
export function encodeDetails(view: ReportView, keys: readonly string[], bytes: number): ExplorerDetails {
  const texts = createTextCoder(LONGEST_TEXT);
  const details = emptyDetails();
  const uses: Uses = {
    first: [],
    span: [],
    count: [],
    errors: [],
    address: [],
    agent: [],
    source: [],
    region: [],
    name: [],
  };
  let withoutUses = 0;
  for (const key of keys) {
    const row = view.credential(key)!;
    addRow(details, texts, row);
    addIssuance(details, texts, view.issuance(key));
    if (uses.first.length * BYTES_A_USE < bytes) addUses(uses, texts, { view, row });
    else if (row.uses > 0) withoutUses++;
    details.useEnds.push(uses.first.length);
  }
  return { texts: texts.list, ...details, uses, withoutUses };
}

function emptyDetails(): Details {
  return {
    principal: [],
    sourceIdentity: [],
    basis: [],
    agent: [],
    privileges: [],
    whyPrivileged: [],
    evidence: [],
    requestID: [],
    source: [],
    region: [],
    externalId: [],
    sessionPolicy: [],
    useEnds: [],
  };
}

function addRow(details: Details, texts: TextCoder, row: ReportCredential): void {
  details.principal.push(texts.code(row.principalArn));
  details.sourceIdentity.push(texts.code(row.sourceIdentity));
  details.basis.push(parentBases.indexOf(row.parentBasis));
  details.agent.push(texts.code(row.issuedFrom.userAgent));
  details.privileges.push(texts.code(row.privileges?.level ?? null));
  details.whyPrivileged.push(texts.code(row.privileges?.why.join('; ') ?? null));
  details.evidence.push(row.evidence.map(eventId).join(' '));
}

function addIssuance(details: Details, texts: TextCoder, issuance: ReportIssuance | null): void {
  details.requestID.push(eventId(issuance?.requestID ?? ''));
  details.source.push(texts.code(issuance?.eventSource ?? null));
  details.region.push(texts.code(issuance?.awsRegion ?? null));
  details.externalId.push(texts.code(issuance?.externalId ?? null));
  details.sessionPolicy.push(texts.code(issuance?.sessionPolicy ?? null));
}

/** CloudTrail's ids are UUIDs; what is not, somebody else wrote. */
const eventId = (id: string): string => (/^[\w-]{0,64}$/.test(id) ? id : 'unknown');

function addUses(uses: Uses, texts: TextCoder, { view, row }: { view: ReportView; row: ReportCredential }): void {
  let before = seconds(row.issuedAt);
  for (const use of view.uses(row.accessKeyId)) {
    const first = seconds(use.first);
    uses.first.push(first - before);
    uses.span.push(seconds(use.last) - first);
    uses.count.push(use.count);
    uses.errors.push(use.errors);
    uses.address.push(texts.code(use.sourceIPAddress));
    uses.agent.push(texts.code(use.userAgent));
    uses.source.push(texts.code(use.eventSource));
    uses.region.push(texts.code(use.awsRegion));
    uses.name.push(texts.code(use.eventName));
    before = first;
  }
}
