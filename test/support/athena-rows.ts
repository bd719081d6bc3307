/** A row of a result page as Athena writes it (API_GetQueryResults): texts, and nothing where there is no value. */
export function athenaRow(values: readonly (string | number | bigint | boolean | null | undefined)[]): object {
  return {
    Data: values.map((value) => (value === null || value === undefined ? {} : { VarCharValue: String(value) })),
  };
}
