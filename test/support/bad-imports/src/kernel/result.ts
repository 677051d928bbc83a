/** Bystander: may be imported by all. */
export const accept = true
