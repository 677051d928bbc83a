/** What a service tells organisations of its records as it happens: an allowlist. What is not declared goes out to nobody. */

/** An event that only some of the record's organisations are told of, such as the buyer's own approvals. */
export type NarrowEvent<State> = {
  readonly description: string
  /** Of the organisations that take part in the record, those that are told. */
  readonly to: (state: State) => readonly string[]
}

export type OutwardEvents<State, Type extends string = string> = {
  /** The kind of stream. */
  readonly kind: string
  /** Where a record of that kind is read: a path of the API. */
  readonly subject: (id: string) => `/v1/${string}`
  /** By the type that the log knows: what it says to everybody who takes part, or to whom it says it. */
  readonly events: Readonly<Partial<Record<Type, string | NarrowEvent<State>>>>
}

/** Any declaration, where only its texts matter. */
// oxlint-disable-next-line typescript/no-explicit-any -- a state's type is known to its service alone; this names "some state" for registries.
export type AnyOutwardEvents = OutwardEvents<any, any>

/** `order/confirmed` goes out as `order.confirmed`. */
export const outwardType = (type: string): string => type.replace('/', '.')
