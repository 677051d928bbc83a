/** The numbers a supplier's packages get: one serial after the other, so that no two of them share a label. */
import type { Decider } from '../../../kernel/decider.ts'
import { makeSscc, type Sscc } from '../../../kernel/gs1/sscc.ts'
import { accept, type Result } from '../../../kernel/result.ts'

/** How many serials were given out so far. */
export type Labels = { readonly issued: number }
export type LabelCommand = { readonly type: 'issue'; readonly at: string; readonly count: number }
export type LabelEvent = { readonly type: 'labels/issued'; readonly at: string; readonly count: number }

export const labels: Decider<Labels, LabelCommand, LabelEvent> = {
  initialState: { issued: 0 },
  decide: ({ at, count }) => accept(count > 0 ? [{ type: 'labels/issued', at, count }] : []),
  evolve: ({ issued }, { count }) => ({ issued: issued + count }),
}

/** What twelve digits of prefix leave of sixteen. */
const serialsOfExtension = 10_000

/**
 * The SSCCs of serials `from` up to `from + count`, within a company's own numbers: all of its GLN but the check digit
 * is a prefix that is its own, whatever the length of its company prefix. Ten extensions make 100,000 numbers; then
 * they begin again, which GS1 allows after a year.
 */
export function ssccsOf(prefix: string, from: number, count: number): Result<readonly Sscc[]> {
  const made: Sscc[] = []
  for (let serial = from; serial < from + count; serial += 1) {
    const sscc = makeSscc({
      extension: Math.floor(serial / serialsOfExtension) % 10,
      companyPrefix: prefix,
      serial: serial % serialsOfExtension,
    })
    if (!sscc.ok) return sscc
    made.push(sscc.value)
  }
  return accept(made)
}

/**
 * Twelve digits to label with. Without a GLN they begin with 04, which GS1 leaves to companies for use among
 * themselves; the rest comes from the organisation's id.
 */
export const prefixOf = (gln: string | undefined, organisationId: string): string =>
  gln ? gln.slice(0, 12) : `04${String(BigInt(`0x${organisationId.slice(-16)}`) % 10_000_000_000n).padStart(10, '0')}`
