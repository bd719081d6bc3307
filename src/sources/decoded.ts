import { UsageError } from '../lib/errors.ts';

/** Parts of a source's name as they are meant: `%20` is a space. `spec` is what an error shows. */
export function decoded(spec: string, parts: readonly string[]): string[] {
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    throw new UsageError(`${spec}: a % in it begins no character`, 'write % itself as %25');
  }
}
