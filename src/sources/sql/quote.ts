/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL writes it: Trino's double quotes, which Athena and CloudTrail Lake share. */
export const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Whether a value is one of some texts. */
export const isIn = (value: string, texts: Iterable<string>): string =>
  `${value} IN (${[...texts].map(literal).join(', ')})`;
