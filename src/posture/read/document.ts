/**
 * A policy document as an object: the AWS CLI gives it decoded, the API percent-encoded, some exports as JSON text. Null for
 * what is none of them. Never decoded twice: a policy may hold a percent sign of its own.
 */
export function decodeDocument(document: unknown): unknown {
  if (typeof document !== 'string') return typeof document === 'object' ? document : null;
  try {
    const text = document.trimStart().startsWith('{') ? document : decodeURIComponent(document);
    const decoded: unknown = JSON.parse(text);
    return typeof decoded === 'object' ? decoded : null;
  } catch {
    return null;
  }
}
