export { shortestPath, whoCanAssume } from './graph/paths.ts';
export { createDecider } from './evaluate/decider.ts';
export { narrowedPrivileges, posture } from './posture.ts';
export { readSnapshot } from './read/read-snapshot.ts';
export { readAuthorizationDetails } from './read/authorization-details.ts';
