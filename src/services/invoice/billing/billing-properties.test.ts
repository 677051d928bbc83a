/** Invoices and the account of their order beside a shopkeeper's shelf: every piece, the freight and the advance on some bill. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { CreditWish, InvoiceDetails } from '../document/invoice-details.ts'
import { openAmount, type Invoice, type InvoiceCommand } from '../document/invoice-state.ts'
import { invoice } from '../document/invoice.ts'
import { at, by, detailsOf, eur$, goods, issuing, zeroRated } from '../invoice-core.fixture.ts'
import { billing, openAdvances, type Billing, type BillingCommand } from './billing.ts'

/** Of each delivery so many pieces at 2.50; freight is 3.00, the advance 10.00. */
const agreed = { '1.1': 6, '1.2': 4 } as const
const deliveries = ['1.1', '1.2'] as const
type Delivery = (typeof deliveries)[number]
const [pieceCents, freightCents, advanceCents] = [250, 300, 1_000]

type Move =
  | {
      readonly do: 'bill'
      readonly pieces: readonly [number, number]
      readonly freight: boolean
      readonly deducts: boolean
    }
  | { readonly do: 'ask-advance' }
  | { readonly do: 'credit'; readonly bill: number; readonly pieces: readonly [number, number] }
  | { readonly do: 'credit-rest'; readonly bill: number }
  | { readonly do: 'pay'; readonly bill: number; readonly cents: number }

const bill = fc.nat(5)
const pieces = fc.tuple(fc.nat(4), fc.nat(3))
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('bill' as const), pieces, freight: fc.boolean(), deducts: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask-advance' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('credit' as const), bill, pieces }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('credit-rest' as const), bill }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pay' as const), bill, cents: fc.constantFrom(1, 250, 1_000, 2_000) }),
  },
)

type Piece = { readonly of: Delivery; bill?: number }
type Bill = {
  readonly isAdvance: boolean
  readonly deducts?: number
  cents: number
  credited: number
  paid: number
  isBack: boolean
}

class Shelf {
  readonly pieces: Piece[] = deliveries.flatMap((of) => Array.from({ length: agreed[of] }, (): Piece => ({ of })))
  readonly bills: Bill[] = []
  freightOn: number | undefined
  /** The bill that asked for it, and the one that took it off. */
  advance: { readonly asked: number; takenBy?: number } | undefined

  on = (nth: number, of: Delivery): Piece[] => this.pieces.filter((piece) => piece.bill === nth && piece.of === of)

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move): boolean {
    const nth = this.bills.length
    switch (each.do) {
      case 'ask-advance':
        if (this.advance) return false
        this.advance = { asked: nth }
        return this.open({ isAdvance: true, cents: advanceCents })
      case 'bill': {
        const free = deliveries.map((of) => this.pieces.filter((piece) => piece.of === of && piece.bill === undefined))
        const taken = free.flatMap((some, index) => some.slice(0, each.pieces[index]))
        const goes = this.advance && this.advance.takenBy === undefined
        const cents = taken.length * pieceCents + (each.freight ? freightCents : 0) - (each.deducts ? advanceCents : 0)
        if (taken.length < each.pieces[0] + each.pieces[1] || taken.length === 0 || cents < 0) return false
        if ((each.freight && this.freightOn !== undefined) || (each.deducts && !goes)) return false
        for (const piece of taken) piece.bill = nth
        if (each.freight) this.freightOn = nth
        if (each.deducts) this.advance!.takenBy = nth
        return this.open({ isAdvance: false, cents })
      }
      case 'credit': {
        const known = this.bills[each.bill]
        const back = deliveries.flatMap((of, index) => this.on(each.bill, of).slice(0, each.pieces[index]))
        const cents = back.length * pieceCents
        if (!known || known.isAdvance || back.length === 0 || back.length < each.pieces[0] + each.pieces[1])
          return false
        if (known.credited + cents > known.cents) return false
        for (const piece of back) delete piece.bill
        known.credited += cents
        return true
      }
      case 'credit-rest':
        return this.creditRest(each.bill)
      case 'pay': {
        const known = this.bills[each.bill]
        if (!known || each.cents > known.cents - known.credited - known.paid) return false
        known.paid += each.cents
        return true
      }
    }
  }

  private open(given: Pick<Bill, 'isAdvance' | 'cents'>): boolean {
    this.bills.push({ ...given, credited: 0, paid: 0, isBack: false })
    return true
  }

  private creditRest(nth: number): boolean {
    const known = this.bills[nth]
    const back = this.pieces.filter((piece) => piece.bill === nth)
    if (!known || known.isBack) return false
    if (known.isAdvance && this.advance?.asked === nth && this.advance.takenBy !== undefined) return false
    if (!known.isAdvance && back.length === 0 && this.freightOn !== nth) return false
    for (const piece of back) delete piece.bill
    if (this.freightOn === nth) this.freightOn = undefined
    if (this.advance?.asked === nth) this.advance = undefined
    if (this.advance?.takenBy === nth) delete this.advance.takenBy
    known.isBack = true
    known.credited = known.cents
    return true
  }
}

type World = { account: Billing; readonly invoices: Invoice[] }
const asked = { orderId: 'ord_1', buyerId: 'org_b', supplierId: 'org_s' }

/** Both streams, extended together as the use cases do: what either refuses, neither does. */
function run(world: World, each: Move): boolean {
  const invoiceId = 'bill' in each ? String(each.bill) : String(world.invoices.length)
  const nth = Number(invoiceId)
  const before = world.invoices[nth] ?? invoice.initialState
  const after = commandsOf(each, before, world.account).reduce<Invoice | undefined>((state, command) => {
    const decided = state && invoice.decide(command, state)
    return decided?.ok ? fold(invoice.evolve, state!, decided.value) : undefined
  }, before)
  if (!after || after.status !== 'issued') return false
  const command = bookedBy(each, after, invoiceId)
  const booked = command && billing.decide(command, world.account)
  if (booked && !booked.ok) return false
  if (booked) world.account = fold(billing.evolve, world.account, booked.value)
  world.invoices[nth] = after
  return true
}

const linesOf = (each: readonly number[], make: (quantity: number, id: string) => InvoiceDetails['lines'][number]) =>
  each.flatMap((quantity, index) => (quantity > 0 ? [make(quantity, deliveries[index]!)] : []))

function commandsOf(each: Move, state: Invoice, account: Billing): readonly InvoiceCommand[] {
  const issue: InvoiceCommand = { type: 'issue', at, by, issued: issuing }
  switch (each.do) {
    case 'ask-advance': {
      const { deliveryId: _none, ...line } = goods(1, '10')
      return [{ type: 'draft', at, by, details: detailsOf({ ...asked, kind: 'advance', lines: [line] }) }, issue]
    }
    case 'bill': {
      const lines = linesOf(each.pieces, (quantity, id) => goods(quantity, '2.5', { id, deliveryId: id }))
      const charges = each.freight ? [{ id: 'chg_1', kind: 'freight', net: eur$('3'), tax: zeroRated }] : []
      const open = openAdvances(account)[0] ?? { invoiceId: 'none', number: 'INV-0' }
      const { invoiceId, number } = open
      const deductions = each.deducts ? [{ invoiceId, number, net: eur$('10'), tax: zeroRated }] : []
      return [{ type: 'draft', at, by, details: detailsOf({ ...asked, lines, charges, deductions }) }, issue]
    }
    case 'pay': {
      const amount = { ...eur$('1'), amount: each.cents }
      return [
        { type: 'record-payment', at, by, payment: { amount, paidOn: issuing.issuedOn }, orderedOn: issuing.issuedOn },
      ]
    }
    case 'credit':
    case 'credit-rest': {
      const isAdvance = state.status === 'issued' && state.kind === 'advance'
      const parts =
        each.do === 'credit' ? each.pieces.map((quantity, nth) => ({ lineId: deliveries[nth]!, quantity })) : []
      const some = isAdvance ? [{ lineId: '1', quantity: 1 }] : parts.filter(({ quantity }) => quantity > 0)
      const wish: CreditWish = each.do === 'credit-rest' ? 'rest' : { lines: some, charges: [] }
      return [
        {
          type: 'credit',
          at,
          by,
          note: { id: 'crn_1', number: 'CN-1', issuedOn: issuing.issuedOn, reason: 'Short.' },
          wish,
        },
      ]
    }
  }
}

function bookedBy(
  each: Move,
  state: Extract<Invoice, { status: 'issued' }>,
  invoiceId: string,
): BillingCommand | undefined {
  const partOf = (quantity: number, id: string) => ({ deliveryId: id, quantity })
  switch (each.do) {
    case 'pay':
      return undefined
    case 'ask-advance':
    case 'bill':
      return {
        type: 'invoice',
        at,
        invoiceId,
        buyerId: asked.buyerId,
        supplierId: asked.supplierId,
        parts: state.lines.flatMap(({ deliveryId, quantity }) => (deliveryId ? [partOf(quantity, deliveryId)] : [])),
        chargeIds: state.charges.map(({ id }) => id),
        ...(state.kind === 'advance' && {
          advance: { number: 'INV-1', shares: [{ net: eur$('10'), tax: zeroRated }] },
        }),
        deducts: state.deductions.map((deduction) => deduction.invoiceId),
        atMost: agreed,
      }
    case 'credit':
    case 'credit-rest': {
      const { lines, whole } = state.credits.at(-1)!
      const parts = state.kind === 'advance' ? [] : lines.map(({ lineId, quantity }) => partOf(quantity, lineId))
      return { type: 'credit', at, invoiceId, parts, whole }
    }
  }
}

/** What both show: of each bill what is to be paid and what is on it, and who asks for the advance or has it. */
const shownOf = ({ account, invoices }: World) => ({
  bills: account.invoices.map(({ parts, chargeIds }, nth) => {
    const quantityOf = (of: Delivery) => parts.find(({ deliveryId }) => deliveryId === of)?.quantity ?? 0
    const state = invoices[nth]!
    if (state.status !== 'issued') throw new Error('What is booked was issued.')
    return [openAmount(state).amount, ...deliveries.map(quantityOf), chargeIds.length]
  }),
  advances: account.advances.map(({ invoiceId, deductedBy }) => [Number(invoiceId), Number(deductedBy ?? -1)]),
})
const shownOfShelf = (shelf: Shelf) => ({
  bills: shelf.bills.map(({ cents, credited, paid }, nth) => [
    cents - credited - paid,
    ...deliveries.map((of) => shelf.on(nth, of).length),
    shelf.freightOn === nth ? 1 : 0,
  ]),
  advances: shelf.advance ? [[shelf.advance.asked, shelf.advance.takenBy ?? -1]] : [],
})

test('whatever is invoiced, credited and paid: each piece, the freight and the advance stand on one bill, to the cent', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 6, maxLength: 18, size: 'max' }), (moves) => {
      const shelf = new Shelf()
      const world: World = { account: billing.initialState, invoices: [] }
      for (const each of moves) {
        const isDone = run(world, each)
        expect(isDone, each.do).toBe(shelf.run(each))
        if (!isDone) continue
        taken += 1
        expect(shownOf(world)).toEqual(shownOfShelf(shelf))
      }
    }),
    { numRuns: 150 },
  )
  expect(taken).toBeGreaterThan(200)
})
