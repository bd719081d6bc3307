import type { AssumeEdge } from './posture.ts';
import type { ReportIam, ReportRole } from './report-view.ts';

/** A role as `stemma roles --format json` has it. */
export interface RoleDetail extends ReportRole {
  /** ARNs of the roles that its sessions can assume. */
  readonly assumes: readonly string[];
  readonly assumedBy: readonly RoleEntry[];
  readonly maxSessionSeconds: number | null;
  readonly lastUsed: string | null;
}

/** One way into a role. */
export interface RoleEntry {
  readonly principal: string;
  readonly conditions: readonly string[];
  readonly basis: string;
}

/** Who gets a session of a role: at once, or through others. */
export interface RoleReach extends RoleEntry {
  /** Roles on the way, in order; empty where it is assumed at once. */
  readonly via: readonly string[];
}

export interface RolePath {
  readonly arns: readonly string[];
  readonly conditions: readonly string[];
}

export interface RolesView {
  readonly iam: ReportIam;
  readonly roles: readonly RoleDetail[];
  readonly edges: readonly AssumeEdge[];
}
