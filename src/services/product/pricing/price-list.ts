/** A price list: for whom a supplier's prices are, in which currency, handed over where, from when until when. */
import type { Decider } from '../../../kernel/decider.ts'
import { parseCurrency } from '../../../kernel/currency.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseLocalDate } from '../../../kernel/time.ts'
import type { Incoterm } from './incoterm.ts'

export type Audience =
  | { readonly kind: 'public' }
  | { readonly kind: 'organisations'; readonly organisationIds: readonly string[] }
  | { readonly kind: 'group'; readonly groupId: string }

/** What stays as it was made: prices are found by it. Anything else is another list. */
export type PriceListBasis = {
  readonly currency: string
  readonly incoterm: Incoterm
  readonly place: string
}
export type PriceListDetails = {
  readonly name: string
  readonly audience: Audience
  /** First and last day, both included; open-ended without `validTo`. */
  readonly validFrom: string
  readonly validTo?: string
  /** The goods travel in containers. */
  readonly containers?: boolean
}

export type KnownPriceList = { readonly status: 'open' | 'withdrawn'; readonly supplierId: string } & PriceListBasis &
  PriceListDetails
export type PriceList = { readonly status: 'absent' } | KnownPriceList

export type PriceListCommand =
  | {
      readonly type: 'open'
      readonly at: string
      readonly supplierId: string
      readonly basis: PriceListBasis
      readonly details: PriceListDetails
    }
  | { readonly type: 'change'; readonly at: string; readonly details: PriceListDetails }
  | { readonly type: 'withdraw'; readonly at: string }

export type PriceListEvent =
  | ({
      readonly type: 'price-list/opened'
      readonly at: string
      readonly supplierId: string
    } & PriceListBasis &
      PriceListDetails)
  | ({ readonly type: 'price-list/changed'; readonly at: string } & PriceListDetails)
  | { readonly type: 'price-list/withdrawn'; readonly at: string }

export const priceList: Decider<PriceList, PriceListCommand, PriceListEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly PriceListEvent[]> {
    if (command.type === 'open') {
      if (state.status !== 'absent') return reject(alreadyOpened(state.status))
      const { at, supplierId, basis, details } = command
      const problem = checkBasis(basis) ?? checkValidity(details)
      if (problem) return reject(problem)
      return accept([{ type: 'price-list/opened', at, supplierId, ...basis, ...details }])
    }
    if (state.status === 'absent') return reject(unknownPriceList)
    if (state.status === 'withdrawn') return reject(listWithdrawn)
    switch (command.type) {
      case 'change': {
        const problem = checkValidity(command.details)
        if (problem) return reject(problem)
        if ((command.details.audience.kind === 'public') !== (state.audience.kind === 'public'))
          return reject(audienceFixed)
        return accept([{ type: 'price-list/changed', at: command.at, ...command.details }])
      }
      case 'withdraw':
        return accept([{ type: 'price-list/withdrawn', at: command.at }])
    }
  },
  evolve(state, event): PriceList {
    if (event.type === 'price-list/opened') {
      const { type: _type, at: _at, ...opened } = event
      return { status: 'open', ...opened }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'price-list/changed': {
        const { supplierId, currency, incoterm, place } = state
        const { type: _type, at: _at, ...details } = event
        return { status: 'open', supplierId, currency, incoterm, place, ...details }
      }
      case 'price-list/withdrawn':
        return { ...state, status: 'withdrawn' }
    }
  },
}

/** Whether a list's prices hold on a day. */
export const isValidOn = (list: KnownPriceList, day: string): boolean =>
  list.status === 'open' && list.validFrom <= day && (list.validTo === undefined || day <= list.validTo)

function checkBasis({ currency }: PriceListBasis): Rejection | undefined {
  const known = parseCurrency(currency)
  return known.ok
    ? undefined
    : { ...known.rejection, errors: [{ pointer: '/currency', detail: known.rejection.detail }] }
}

function checkValidity({ validFrom, validTo }: PriceListDetails): Rejection | undefined {
  for (const [pointer, day] of [
    ['/validFrom', validFrom],
    ['/validTo', validTo],
  ] as const) {
    const parsed = day === undefined ? undefined : parseLocalDate(day)
    if (parsed && !parsed.ok) return { ...parsed.rejection, errors: [{ pointer, detail: parsed.rejection.detail }] }
  }
  if (validTo !== undefined && validTo < validFrom)
    return invalidField('price-list/validity', '/validTo', 'The last day is before the first.')
  return undefined
}

export const unknownPriceList: Rejection = {
  kind: 'not-found',
  code: 'price-list/unknown',
  detail: 'There is no such price list, or it is not for you.',
}
const listWithdrawn: Rejection = {
  kind: 'conflict',
  code: 'price-list/withdrawn',
  detail: 'A withdrawn price list does not change any more. Open another one.',
  facts: { status: 'withdrawn', allowed: [] },
}
const alreadyOpened = (status: KnownPriceList['status']): Rejection => ({
  kind: 'conflict',
  code: 'price-list/already-opened',
  detail: 'This price list exists already.',
  facts: { status, allowed: status === 'open' ? ['change', 'withdraw'] : [] },
})
const audienceFixed: Rejection = {
  kind: 'conflict',
  code: 'price-list/audience-fixed',
  detail: 'A public list stays public and a customers’ list stays theirs. Open another list.',
  errors: [{ pointer: '/audience', detail: 'cannot change between public and not' }],
}
