/** Keeps a number that a seller gave itself from being given twice: one stream for each. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type OwnNumber = { readonly documentId?: string }
export type ClaimNumber = { readonly type: 'claim'; readonly at: string; readonly documentId: string }
export type NumberClaimed = { readonly type: 'invoicenumber/claimed'; readonly at: string; readonly documentId: string }

export const ownNumber: Decider<OwnNumber, ClaimNumber, NumberClaimed> = {
  initialState: {},
  decide: ({ at, documentId }, state) =>
    state.documentId === undefined ? accept([{ type: 'invoicenumber/claimed', at, documentId }]) : reject(numberTaken),
  evolve: (_state, { documentId }) => ({ documentId }),
}

const numberTaken: Rejection = {
  kind: 'conflict',
  code: 'invoice/number-taken',
  detail: 'You have given this number to an invoice or a credit note before.',
}
