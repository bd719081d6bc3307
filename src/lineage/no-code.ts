/** Equals no code of any pool: `find` gives 0 for a text that a case has not, and 0 in a column means null. */
export const NO_CODE = -1;
