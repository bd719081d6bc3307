/** A part of a policy that AWS would not have taken. */
export class Fault extends Error {}
