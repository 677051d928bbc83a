/** Bystander: a port the bus has no business with. */
export type Search = string
