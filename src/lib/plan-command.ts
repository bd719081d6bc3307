/** The command that plans what answers a finding. */
export const planCommand = (id: string): string => `stemma contain ${id}`;

/** What leads to it in a finding's next step, of which it is the end. */
export const PLAN_LEAD = ' Plan it: ';
