/** Splits a quantity by shares so that the parts sum to it exactly: rounded down, then the largest remainders get one more. */

/** `shares` are whole numbers of 1 or more; of equal remainders the earlier goes first. */
export function splitByShares(quantity: number, shares: readonly number[]): readonly number[] {
  const whole = BigInt(quantity)
  const sum = shares.reduce((total, share) => total + BigInt(share), 0n)
  const parts = shares.map((share, index) => {
    const product = whole * BigInt(share)
    return { index, units: Number(product / sum), remainder: product % sum }
  })
  const left = quantity - parts.reduce((total, { units }) => total + units, 0)
  const favoured = parts
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
    .slice(0, left)
    .map(({ index }) => index)
  return parts.map(({ index, units }) => units + (favoured.includes(index) ? 1 : 0))
}
