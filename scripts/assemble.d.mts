export const fragments: Readonly<
  Record<'evidence/inflate' | 'evidence/tally' | 'pipeline/synth/deflate', readonly string[]>
>;
export function assemble(
  source: string,
  folder: keyof typeof fragments,
  layout: Readonly<Record<string, number>>,
): Promise<string>;
