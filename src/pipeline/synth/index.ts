export { writeBeside, writeTrail } from './write-trail.ts';
