/** From facts to the family tree of every credential of a case, and the ways to walk in it. */
export { buildLineage } from './build-lineage.ts';
export {
  ancestors,
  descendants,
  isMinted,
  markDescendants,
  mintedChildren,
  pathToRoot,
  rootOf,
  sharesSession,
} from './walk.ts';
export { signersOf } from './signers.ts';
export { laterLineage } from './expiry.ts';
export { isUnended, mayLive } from './may-live.ts';
export { heldBackTest } from './held-back.ts';
export { groupRows, rowsOf } from './group-rows.ts';
export { allOrigins, markOrigins, originAt, originKindOf, originOf } from './origin.ts';
export { denialsOfRoles } from './denials.ts';
export type { Denial } from './denials.ts';
