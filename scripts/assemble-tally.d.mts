export function assembleTally(folder: string, layout: Readonly<Record<string, number>>): Promise<string>;
