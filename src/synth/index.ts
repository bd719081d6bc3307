/** Labelled synthetic trails: worlds whose actors write CloudTrail, and the truth about them. */
export { buildRecord } from './records/record.ts';
export type { CloudTrailRecord, Client } from './records/record.ts';
export { client, network, userAgent } from './networks.ts';
export { deliver, fileBytes, shuffled } from './delivery.ts';
export type { DeliveredFile, DeliveryOptions } from './delivery.ts';
export { createRandom } from './random.ts';
export { sampleFiles } from './sample-files.ts';
export { attackScenarios, benignScenarios, samples } from './scenarios/index.ts';
export type { Scenario, Told } from './scenarios/index.ts';
export { createWorld } from './world/world.ts';
export type { World, WorldOptions } from './world/world.ts';
export type { Credential } from './world/credential.ts';
export { liveAt } from './world/truth.ts';
export type { TrueAttack, TrueOrigin, TrueToken, Truth } from './world/truth.ts';
