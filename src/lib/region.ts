/** What regions look like, as a part of a pattern: us-east-1, us-gov-west-1, us-isob-east-1, eusc-de-east-1 (general/rande). */
export const REGION = '[a-z]{2,4}(?:-[a-z0-9]+)+-\\d+';

const region = new RegExp(`^${REGION}$`);

/** Whether a text may be the code of a region. */
export const isRegion = (text: string): boolean => region.test(text);
