/** Counts a buyer's RFQs: each number is the version of this stream, so that none is given twice and none is missing. */
import type { Decider } from '../../../kernel/decider.ts'
import { accept } from '../../../kernel/result.ts'

export type RfqNumbers = { readonly last: number }
export type TakeNumber = { readonly type: 'take'; readonly at: string; readonly rfqId: string }
export type NumberTaken = { readonly type: 'rfqnumber/taken'; readonly at: string; readonly rfqId: string }

export const rfqNumbers: Decider<RfqNumbers, TakeNumber, NumberTaken> = {
  initialState: { last: 0 },
  decide: ({ at, rfqId }) => accept([{ type: 'rfqnumber/taken', at, rfqId }]),
  evolve: ({ last }) => ({ last: last + 1 }),
}
