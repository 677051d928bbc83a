/** Bystander: a port. */
export type Store = { readonly append: boolean }
