/** Bystander: for the composition and modules alone. */
export const container = true
