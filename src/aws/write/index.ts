/** The only calls of stemma that change an account, for `contain --apply` alone. */
export { openWriter, type Writer } from './writer.ts';
