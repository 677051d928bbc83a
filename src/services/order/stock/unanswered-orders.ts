/** What orders that nobody has answered may hold of a supplier's stock, so that no buyer takes it all by asking. */
export type UnansweredOrders = {
  /** For how long an order holds stock without an answer. */
  readonly answerWithinMs: number
  /** How much of what is available one buyer's unanswered orders may hold, in percent. */
  readonly stockPercent: number
  /** So many of one buyer's orders in a row may hold stock of one product while none of them is answered. */
  readonly ordersMax: number
}

/**
 * How much of what is wanted may be set aside: of what is available together with what the buyer's unanswered orders
 * hold already, they may hold a share, rounded up. All in base units.
 */
export function mayHold(
  wanted: number,
  { available, heldUnanswered }: { readonly available: number; readonly heldUnanswered: number },
  percent: number,
): number {
  const share = Number((BigInt(available + heldUnanswered) * BigInt(percent) + 99n) / 100n)
  return Math.max(0, Math.min(wanted, share - heldUnanswered))
}
