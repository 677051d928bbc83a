/** Counts a seller's invoices in one series: each number is the version of this stream, so none is given twice and none is missing. */
import type { Decider } from '../../../kernel/decider.ts'
import { accept } from '../../../kernel/result.ts'

export type NumberSeries = { readonly last: number }
export type TakeNumber = { readonly type: 'take'; readonly at: string; readonly documentId: string }
export type NumberTaken = { readonly type: 'invoiceseries/taken'; readonly at: string; readonly documentId: string }

export const numberSeries: Decider<NumberSeries, TakeNumber, NumberTaken> = {
  initialState: { last: 0 },
  decide: ({ at, documentId }) => accept([{ type: 'invoiceseries/taken', at, documentId }]),
  evolve: ({ last }) => ({ last: last + 1 }),
}

/** Begins with a letter; the number follows behind a dash: `INV-17`. */
export const seriesForm = '^[A-Z][A-Z0-9]{0,11}$'
const givenByUs = /^[A-Z][A-Z0-9]{0,11}-[1-9][0-9]*$/i

export const numberIn = (series: string, sequence: number): string => `${series}-${sequence}`

/** Whether a number looks like those of a series: a seller's own ones are written otherwise (`INV-0017`, `2026-17`). */
export const isSeriesNumber = (number: string): boolean => givenByUs.test(number)
