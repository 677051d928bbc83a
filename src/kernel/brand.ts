/** A brand lets the compiler tell a checked text from any other; at run time it is nothing. */

declare const brand: unique symbol

/** `T` that only its own parser gives out, such as `Branded<string, 'Gtin14'>`. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }
