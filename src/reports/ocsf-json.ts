import { forJson } from '../lib/neutralise.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { ReportView } from '../model/report-view.ts';
import { attackName } from './attack-names.ts';
import { inChunks, type RenderOptions } from './report-format.ts';

/** OCSF 1.3.0, class Detection Finding (schema.ocsf.io): what SIEMs and Security Lake take without a parser of their own. */
const ocsfVersion = '1.3.0';
const CLASS_DETECTION_FINDING = 2004;
const ACTIVITY_CREATE = 1;

/** One array, a finding a line, as other tools that write OCSF files do. */
export function render(view: ReportView, _options: RenderOptions = {}): AsyncIterable<string> {
  return inChunks(lines(view));
}

function* lines(view: ReportView): Generator<string> {
  let before = '[\n';
  for (const finding of view.findings) {
    yield before + forJson(JSON.stringify(detectionFinding(finding, view), withoutNulls));
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

const severityIds: Readonly<Record<Severity, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const severityCaptions: Readonly<Record<Severity, string>> = {
  info: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

function detectionFinding(finding: Finding, view: ReportView): Record<string, unknown> {
  const { id, rule, severity, title, reason, attack, evidence, accountId, next } = finding;
  const first = milliseconds(finding.firstSeen);
  const last = milliseconds(finding.lastSeen);
  return {
    activity_id: ACTIVITY_CREATE,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS_DETECTION_FINDING,
    class_name: 'Detection Finding',
    type_uid: CLASS_DETECTION_FINDING * 100 + ACTIVITY_CREATE,
    type_name: 'Detection Finding: Create',
    severity_id: severityIds[severity],
    severity: severityCaptions[severity],
    status_id: 1,
    status: 'New',
    // The same case as of the same moment gives the same file: the moment of writing is nowhere in it.
    time: last ?? milliseconds(view.asOf),
    start_time: first,
    end_time: last,
    message: reason,
    metadata: {
      version: ocsfVersion,
      profiles: ['cloud'],
      product: { name: 'stemma', vendor_name: 'stemma', version: view.version },
    },
    finding_info: {
      uid: id,
      title,
      desc: reason,
      types: [rule],
      analytic: { uid: rule, name: title, type_id: 1, type: 'Rule' },
      data_sources: ['AWS CloudTrail'],
      first_seen_time: first,
      last_seen_time: last,
      attacks: attack.map(attackOf),
    },
    cloud: {
      provider: 'AWS',
      account: accountId === null ? null : { uid: accountId, type_id: 10, type: 'AWS Account' },
    },
    resources: resourcesOf(finding, view),
    evidences: evidence.map((eventID) => ({ data: { eventID } })),
    remediation: { desc: next },
    unmapped: { origin: finding.origin, credential: finding.credential },
  };
}

/** Techniques of MITRE ATT&CK v18, as the pages of the rules name them: `T1550.001` is a sub-technique of `T1550`. */
function attackOf(id: string): Record<string, unknown> {
  const named = (uid: string): Record<string, unknown> => ({ uid, name: attackName(uid) });
  const technique = named(id.split('.')[0]!);
  return id.includes('.') ? { version: '18', technique, sub_technique: named(id) } : { version: '18', technique };
}

function resourcesOf({ credentials, roleArn }: Finding, view: ReportView): Record<string, unknown>[] {
  const resources = credentials.map((accessKeyId): Record<string, unknown> => {
    const row = view.credential(accessKeyId);
    const type = accessKeyId.startsWith('ASIA') ? 'AWS::STS::Token' : 'AWS::IAM::AccessKey';
    const state = row === null ? null : { live: row.live, suspicious: row.suspicious, expiresAt: row.expiresAt };
    return { uid: accessKeyId, type, name: row?.principalArn ?? null, data: state };
  });
  if (roleArn !== null) resources.push({ uid: roleArn, type: 'AWS::IAM::Role', name: roleArn, data: null });
  return resources;
}

/** In OCSF what is not known is left out. */
const withoutNulls = (_key: string, value: unknown): unknown => value ?? undefined;

const milliseconds = (time: string | null): number | null => (time === null ? null : Date.parse(time));
