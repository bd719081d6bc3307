export { checkTitles, harden } from './harden.ts';
