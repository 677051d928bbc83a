/** An order until its goods move beside a letter between two desks: signed, answered, changed by a slip that both agree to, torn up. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import type { ApprovalStep } from './approval.ts'
import { dueOf } from './fulfilment.ts'
import { pendingApproval } from './order-clearance.ts'
import type { OrderCommand, Side } from './order-events.ts'
import type { KnownOrder, Order } from './order-state.ts'
import { answerWithinMs, at, detailsOf } from './order-under-test.ts'
import { order } from './order.ts'

/** Ann ordered it, anybody may send it for her; Eve may approve nothing. */
const people = ['usr_ann', 'usr_bob', 'usr_cid', 'usr_eve'] as const
type Terms = { readonly pieces: number; readonly cents: number }
type Move =
  | { readonly do: 'submit' | 'send' | 'accept-deviation'; readonly by: string; readonly boxes: number }
  | { readonly do: 'approve' | 'reject'; readonly by: string }
  | ({ readonly do: 'confirm' } & Terms)
  | { readonly do: 'refuse-deviation' | 'decline' | 'close' | 'reopen' | 'refuse-cancellation' }
  | { readonly do: 'cancel'; readonly side: Side; readonly pieces: number | undefined }
  | { readonly do: 'accept-cancellation' | 'refuse-change' | 'withdraw-change'; readonly side: Side }
  | ({ readonly do: 'propose-change'; readonly side: Side; readonly by: string } & Terms)
  | { readonly do: 'accept-change'; readonly side: Side; readonly by: string; readonly boxes: number }
type Of<Do extends Move['do']> = Extract<Move, { do: Do }>

const one = <Do extends Move['do']>(...names: Do[]) => fc.constantFrom(...names)
const by = fc.constantFrom(...people)
const side = fc.constantFrom<Side>('buyer', 'supplier')
const boxes = fc.constantFrom(0, 0, 1, 2)
const terms = { pieces: fc.constantFrom(0, 5, 10, 10, 12), cents: fc.constantFrom(100, 100, 120) }
const moves: Record<'early' | 'answer' | 'late', fc.Arbitrary<Move>> = {
  early: fc.oneof(
    fc.record({ do: one('submit', 'send', 'send'), by, boxes }),
    fc.record({ do: one('approve', 'approve', 'reject'), by }),
    fc.record({ do: one('reopen', 'close') }),
  ),
  answer: fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: one('confirm'), ...terms }) },
    { weight: 2, arbitrary: fc.record({ do: one('accept-deviation'), by, boxes }) },
    fc.record({ do: one('approve', 'approve', 'reject'), by }),
    fc.record({ do: one('refuse-deviation', 'decline') }),
  ),
  late: fc.oneof(
    fc.record({ do: one('cancel'), side, pieces: fc.constantFrom(undefined, 3, 5, 11) }),
    fc.record({ do: one('accept-cancellation', 'refuse-change', 'withdraw-change'), side }),
    { weight: 2, arbitrary: fc.record({ do: one('propose-change'), side, by, ...terms }) },
    { weight: 2, arbitrary: fc.record({ do: one('accept-change'), side, by, boxes }) },
    fc.record({ do: one('refuse-cancellation', 'close') }),
    { weight: 2, arbitrary: fc.record({ do: one('approve', 'approve', 'reject'), by }) },
  ),
}
const move = fc.oneof(moves.early, moves.answer, { weight: 2, arbitrary: moves.late })
/** Most are sent and answered, and much is said about them afterwards. */
const made: fc.Arbitrary<readonly Move[]> = fc
  .tuple(
    fc.boolean(),
    by,
    fc.array(move, { minLength: 5, maxLength: 16, size: 'max' }),
    fc.array(moves.late, { minLength: 8, maxLength: 20, size: 'max' }),
  )
  .map(([isUsual, sender, some, late]) =>
    isUsual ? [{ do: 'send', by: sender, boxes: 0 }, { do: 'confirm', pieces: 10, cents: 100 }, ...late] : some,
  )

type Slip = Terms & { readonly kind: 'answer' | 'cancellation' | 'change'; readonly side: Side; readonly by: string }
type Tray = { readonly boxes: number; readonly asker: string; readonly names: Set<string> }

class Letter {
  place: 'draft' | 'approved' | 'sent' | 'confirmed' | 'cancelled' | 'rejected' | 'declined' = 'draft'
  terms: Terms = { pieces: 10, cents: 100 }
  slip: Slip | undefined
  /** Where it waits for signatures: the letter itself, or the slip on it. */
  tray: Tray | undefined
  /** Who last put the letter itself before those who sign, or sent it: it is theirs as well as Ann's. */
  submitter: string | undefined

  status = (): string => (this.place === 'draft' && this.tray ? 'pending-approval' : this.place)

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move): boolean {
    switch (each.do) {
      case 'submit':
        return this.isAt('draft') && this.ask(each, () => (this.place = 'approved')) && this.bring(each)
      case 'send':
        if (this.isAt('approved')) return this.put('sent')
        return this.isAt('draft') && this.ask(each, () => (this.place = 'sent')) && this.bring(each)
      case 'approve':
      case 'reject':
        return this.sign(each)
      case 'confirm':
        return this.isAt('sent') && this.answer(each)
      case 'accept-deviation':
        return this.isAt('sent', 'answer') && this.ask(each, () => this.agree())
      case 'refuse-deviation':
        return this.isAt('sent', 'answer') && this.drop()
      case 'decline':
        return this.place === 'sent' && this.put('declined')
      case 'cancel':
        return this.cancel(each)
      case 'accept-cancellation':
        return this.isAt('confirmed', 'cancellation') && this.slip!.side !== each.side && this.takeOff()
      case 'refuse-cancellation':
        return this.isAt('confirmed', 'cancellation') && this.drop()
      case 'propose-change': {
        const { pieces, cents } = each
        const isNew = pieces !== this.terms.pieces || cents !== this.terms.cents
        if (!this.isAt('confirmed') || this.slip || pieces === 0 || !isNew) return false
        this.slip = { kind: 'change', side: each.side, by: each.by, pieces, cents }
        return true
      }
      case 'accept-change':
        return this.isAt('confirmed', 'change') && this.slip!.side !== each.side && this.ask(each, () => this.agree())
      case 'refuse-change':
        return this.isAt('confirmed', 'change') && this.slip!.side !== each.side && this.drop()
      case 'withdraw-change':
        return this.slip?.kind === 'change' && this.slip.side === each.side && this.drop()
      case 'close':
        // Nothing of it has come.
        return false
      case 'reopen':
        return this.place === 'rejected' && this.put('draft')
    }
  }

  /** On that desk, with such a slip where one is meant, and not with those who sign. */
  private isAt = (place: Letter['place'], kind?: Slip['kind']): boolean =>
    this.place === place && !this.tray && (kind === undefined || this.slip?.kind === kind)

  private put(place: Letter['place']): boolean {
    this.place = place
    return this.drop()
  }
  private drop(): boolean {
    this.slip = undefined
    this.tray = undefined
    return true
  }
  private agree(): boolean {
    if (this.slip) this.terms = { pieces: this.slip.pieces, cents: this.slip.cents }
    return this.put('confirmed')
  }

  /** Where nobody has to sign it is done at once; a letter that is signed is not sent by that. */
  private ask({ by: asker, boxes: count }: { by: string; boxes: number }, done: () => void): boolean {
    if (count > 0) this.tray = { boxes: count, asker, names: new Set() }
    else done()
    return true
  }

  private bring({ by: submitter }: { by: string }): boolean {
    this.submitter = submitter
    return true
  }

  private sign({ do: what, by: name }: Of<'approve' | 'reject'>): boolean {
    if (!this.tray || !this.maySign(name)) return false
    if (what === 'approve' && this.tray.names.add(name).size < this.tray.boxes) return true
    if (what === 'approve') return this.place === 'draft' ? this.put('approved') : this.agree()
    return this.place === 'draft' ? this.put('rejected') : this.drop()
  }
  maySign(name: string): boolean {
    const own = this.slip?.kind === 'change' ? [this.slip.by] : []
    return (
      !['usr_eve', 'usr_ann', this.submitter, this.tray?.asker, ...own].includes(name) && !this.tray?.names.has(name)
    )
  }

  private answer({ pieces, cents }: Terms): boolean {
    if (pieces === 0) return false
    this.slip = undefined
    if (pieces === 10 && cents === 100) return this.agree()
    this.slip = { kind: 'answer', side: 'supplier', by: 'usr_sam', pieces, cents }
    return true
  }

  private cancel({ side: by, pieces }: Of<'cancel'>): boolean {
    if (['cancelled', 'rejected', 'declined'].includes(this.place)) return false
    if (this.place !== 'confirmed') return by === 'buyer' && pieces === undefined && this.put('cancelled')
    const off = pieces ?? this.terms.pieces
    if (this.slip || off > this.terms.pieces) return false
    this.slip = { kind: 'cancellation', side: by, by: 'usr_ann', pieces: off, cents: 0 }
    return true
  }
  private takeOff(): boolean {
    this.terms = { ...this.terms, pieces: this.terms.pieces - this.slip!.pieces }
    return this.put(this.terms.pieces === 0 ? 'cancelled' : 'confirmed')
  }
}

const reason = 'Because.'
const stepsOf = (count: number): readonly ApprovalStep[] =>
  Array.from({ length: count }, () => ({ kind: 'role', role: 'approver' }))
const unitPriceOf = ({ cents }: Terms) => decimal(cents === 100 ? '1' : '1.2')

function commandOf(each: Move, letter: Letter, deliveryId: string): OrderCommand {
  const by_ = 'by' in each ? each.by : 'usr_sam'
  const who = { at, by: by_ }
  switch (each.do) {
    case 'submit':
    case 'accept-deviation':
      return { type: each.do, ...who, steps: stepsOf(each.boxes) }
    case 'send':
      return { type: 'send', ...who, steps: stepsOf(each.boxes), answerWithinMs }
    case 'approve':
      // The chain’s rules know who may sign; who asked for it is the order’s own to know.
      return { type: 'approve', ...who, entitled: each.by !== 'usr_eve' && !letter.tray?.names.has(each.by) }
    case 'reject':
      return { type: 'reject', ...who, entitled: letter.maySign(each.by), reason }
    case 'confirm':
      return {
        type: 'confirm',
        ...who,
        changes: [{ deliveryId, quantity: each.pieces, unitPrice: unitPriceOf(each) }],
      }
    case 'cancel': {
      const deliveries = each.pieces === undefined ? {} : { deliveries: [{ deliveryId, quantity: each.pieces }] }
      return { type: 'cancel', ...who, side: each.side, reason, ...deliveries }
    }
    case 'accept-cancellation':
      return { type: 'accept-cancellation', ...who, side: each.side }
    case 'propose-change': {
      const deliveries = [{ deliveryId, quantity: each.pieces, unitPrice: unitPriceOf(each) }]
      return { type: 'propose-change', ...who, side: each.side, reason, change: { deliveries, lines: [], added: [] } }
    }
    case 'accept-change':
      return { type: 'accept-change', ...who, side: each.side, steps: stepsOf(each.boxes) }
    case 'refuse-change':
    case 'withdraw-change':
      return { type: each.do, ...who, side: each.side, reason }
    case 'close':
      return { type: 'close', ...who }
    case 'refuse-deviation':
    case 'decline':
    case 'reopen':
    case 'refuse-cancellation':
      return { type: each.do, ...who, reason }
  }
}

const deliveriesOf = (state: Order) => (state.stage.status === 'absent' ? [] : (state as KnownOrder).deliveries)
const dueIn = (state: Order): number => deliveriesOf(state).reduce((sum, each) => sum + dueOf(each), 0)
/** At another price the goods are another delivery; the former one has nothing left. */
const openDelivery = (state: Order): string => deliveriesOf(state).find((each) => dueOf(each) > 0)?.id ?? '1.1'

/** What both show of it. */
function shownOf(state: Order): unknown {
  if (state.stage.status === 'absent') return undefined
  const known = state as KnownOrder
  const given = pendingApproval(known)?.given.length
  return { status: state.stage.status, given, cents: known.total.amount, due: dueIn(state) }
}
const shownOfLetter = (letter: Letter): unknown => ({
  status: letter.status(),
  given: letter.tray?.names.size,
  cents: letter.terms.pieces * letter.terms.cents,
  due: letter.terms.pieces,
})

const line = { ...detailsOf().lines[0]!, unitPrice: decimal('1') }
const [delivery] = line.deliveries
const details = detailsOf({
  lines: [{ ...line, deliveries: [{ ...delivery!, quantity: 10 }] }],
  requestedBy: 'usr_ann',
})

test('whatever the two sides and their approvers say: the order stands where the letter does, at what both agreed to', () => {
  let taken = 0
  fc.assert(
    fc.property(made, (given) => {
      const letter = new Letter()
      const drafted = order.decide({ type: 'draft', at, details }, order.initialState)
      let state = drafted.ok ? fold(order.evolve, order.initialState, drafted.value) : order.initialState
      for (const each of given) {
        const decided = order.decide(commandOf(each, letter, openDelivery(state)), state)
        expect(decided.ok, each.do).toBe(letter.run(each))
        if (!decided.ok) continue
        taken += 1
        state = fold(order.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(shownOfLetter(letter))
      }
    }),
    { numRuns: 400 },
  )
  expect(taken).toBeGreaterThan(500)
})
