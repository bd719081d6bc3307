export function assemble(
  folder: string,
  name: 'inflate' | 'tally',
  layout: Readonly<Record<string, number>>,
): Promise<string>;
