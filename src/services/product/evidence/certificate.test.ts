/** A certificate beside the paper in a supplier's folder, stamped by whoever looked at it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import {
  certificate,
  covers,
  holdsOn,
  type Certifiable,
  type Certificate,
  type CertificateCommand,
  type CertificateDetails,
  type Judgement,
  type Scheme,
} from './certificate.ts'

const at = '2026-08-01T09:00:00.000Z'
const ofSites: Scheme = { id: 'brcgs', name: 'BRCGS', scope: 'site', mustCover: 'production' }
const ofProducts: Scheme = { id: 'organic', name: 'Organic', scope: 'product', mustCover: 'sale' }

/** What is printed on it: days by their number in August 2026, sites and products by their names. */
type Print = {
  readonly scheme: 'brcgs' | 'organic' | 'unknown'
  readonly days: readonly [number, number]
  readonly sites: readonly string[]
  readonly products: readonly string[]
}
type Step =
  | ({ readonly do: 'claim' } & Print)
  | ({ readonly do: 'amend' } & Print)
  | { readonly do: 'judge'; readonly outcome: Judgement; readonly by: string }

const dayOf = (day: number): string => `2026-08-${String(day).padStart(2, '0')}`
const print: fc.Arbitrary<Print> = fc.record({
  scheme: fc.constantFrom('brcgs', 'organic', 'organic', 'unknown'),
  days: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 5, max: 33 })),
  sites: fc.subarray(['sit_a', 'sit_b']),
  products: fc.subarray(['prd_1', 'prd_2']),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: print.map((given) => ({ do: 'claim' as const, ...given })) },
  { weight: 2, arbitrary: print.map((given) => ({ do: 'amend' as const, ...given })) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('judge' as const),
      outcome: fc.constantFrom<Judgement>('verified', 'verified', 'rejected', 'suspended', 'revoked'),
      by: fc.constant('stf_1'),
    }),
  },
)

function commandOf(each: Step): CertificateCommand {
  if (each.do === 'judge') return { type: 'judge', at, staffId: each.by, outcome: each.outcome, reason: 'Seen.' }
  const scheme = { brcgs: ofSites, organic: ofProducts, unknown: undefined }[each.scheme]
  const scope = {
    ...(each.sites.length > 0 && { siteIds: each.sites }),
    ...(each.products.length > 0 && { productIds: each.products }),
  }
  const [validFrom, validTo] = [dayOf(each.days[0]), dayOf(each.days[1])]
  const details: CertificateDetails = { scheme: each.scheme, number: 'C', issuer: 'I', scope, validFrom, validTo }
  if (each.do === 'amend') return { type: 'amend', at, details, scheme }
  return { type: 'claim', at, supplierId: 'org_s', details, scheme }
}

/** One sheet and its stamps, the newest on top. */
type Paper = { readonly print: Print; readonly stamps: readonly Judgement[] }

const isReadable = ({ scheme, days: [first, last], sites }: Print): boolean =>
  scheme !== 'unknown' && first <= last && last <= 31 && (scheme !== 'brcgs' || sites.length > 0)

/** The paper afterwards; undefined where nobody would do it. */
function handle(paper: Paper | undefined, each: Step): Paper | undefined {
  if (each.do === 'claim') return !paper && isReadable(each) ? { print: each, stamps: [] } : undefined
  if (!paper) return undefined
  const top = paper.stamps[0]
  if (each.do === 'amend')
    return (top === undefined || top === 'rejected') && isReadable(each) ? { print: each, stamps: [] } : undefined
  const below: Record<Judgement, readonly (Judgement | undefined)[]> = {
    verified: [undefined, 'suspended'],
    rejected: [undefined],
    suspended: ['verified'],
    revoked: ['verified', 'suspended'],
  }
  return below[each.outcome].includes(top) ? { ...paper, stamps: [each.outcome, ...paper.stamps] } : undefined
}

const days = [1, 5, 12, 20, 31]
const goods: readonly Certifiable[] = ['org_s', 'org_t'].flatMap((supplierId) =>
  [[], ['sit_a'], ['sit_a', 'sit_b']].flatMap((productionSites) =>
    ['prd_1', 'prd_2'].map((id) => ({ id, supplierId, lineage: [], productionSites })),
  ),
)
const isPrinted = ({ sites, products }: Print, { id, supplierId, productionSites: made }: Certifiable): boolean =>
  supplierId === 'org_s' &&
  (products.length === 0 || products.includes(id)) &&
  (sites.length === 0 || (made.length > 0 && made.every((site) => sites.includes(site))))

test('whatever is claimed, amended and judged: a certificate counts for the goods and days that the stamped paper names', () => {
  let taken = 0
  fc.assert(
    fc.property(print, fc.array(step, { minLength: 3, maxLength: 12, size: 'max' }), (first, steps) => {
      let [state, paper]: [Certificate, Paper | undefined] = [certificate.initialState, undefined]
      for (const each of [{ do: 'claim' as const, ...first }, ...steps]) {
        const decided = certificate.decide(commandOf(each), state)
        const handled = handle(paper, each)
        expect(decided.ok, each.do).toBe(handled !== undefined)
        if (!decided.ok) continue
        taken += 1
        state = fold(certificate.evolve, state, decided.value)
        paper = handled
        const known = state
        if (known.status === 'absent' || !paper) throw new Error('What took a command is known.')
        const { print, stamps } = paper
        expect(days.map((day) => holdsOn(known, dayOf(day)))).toEqual(
          days.map((day) => stamps[0] === 'verified' && print.days[0] <= day && day <= print.days[1]),
        )
        expect(goods.map((each) => covers(known, each))).toEqual(goods.map((each) => isPrinted(print, each)))
      }
    }),
    { numRuns: 200 },
  )
  expect(taken).toBeGreaterThan(100)
})
