/** Labelled synthetic trails: worlds whose actors write CloudTrail, and the truth about them. */
export { deliver, fileBytes, shuffled } from './delivery.ts';
export type { DeliveredFile } from './delivery.ts';
export { network } from './networks.ts';
export { attackNames } from './organisation/attacks/index.ts';
export { generateOrganisation } from './organisation/generate.ts';
export type { OrganisationOptions } from './organisation/generate.ts';
export type { LogFile } from './organisation/trail.ts';
export { createRandom } from './random.ts';
export type { CloudTrailRecord } from './records/record.ts';
export { sampleFiles } from './sample-files.ts';
export { attackScenarios, benignScenarios, samples } from './scenarios/index.ts';
export type { Told } from './scenarios/index.ts';
export type { Credential } from './world/credential.ts';
export { truthDocument } from './truth-document.ts';
export { liveAt } from './world/truth.ts';
export type { TrueAttack, TrueToken, Truth } from './world/truth.ts';
export { createWorld } from './world/world.ts';
export type { World } from './world/world.ts';
