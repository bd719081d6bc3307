/** What a thread needs that writes files: less to load than the whole room. */
export type { FilePlan } from './plan.ts';
export type { Template } from './template.ts';
export { writeFile } from './write-file.ts';
