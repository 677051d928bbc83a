/** A lot: what was made together, under one code and one date, and whether it may be sold. */
import type { Decider } from '../../../kernel/decider.ts'
import type { BaseUnit } from '../../../kernel/quantity.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { addDays, utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { DateMark, LotFacts, LotStatus } from '../book/stock-state.ts'

export const temperatureClasses = ['ambient', 'chilled', 'frozen'] as const
export type TemperatureClass = (typeof temperatureClasses)[number]

/** Where the analysis of this lot can be found; the document itself is kept elsewhere. */
export type CertificateOfAnalysis = { readonly reference: string; readonly issuedOn?: LocalDate }

export type LotDetails = {
  readonly ownerId: string
  readonly productId: string
  readonly code: string
  readonly dateMark: DateMark
  readonly markedOn?: LocalDate
  readonly producedOn?: LocalDate
  readonly unit: BaseUnit
  readonly catchWeight: boolean
  readonly temperatureClass?: TemperatureClass
  readonly certificateOfAnalysis?: CertificateOfAnalysis
}

export type KnownLot = LotDetails & {
  readonly status: LotStatus
  /** Why it has this status, and since when. */
  readonly reason?: string
  readonly since: string
}
export type Lot = { readonly status: 'absent' } | KnownLot

export type LotCommand =
  | {
      readonly type: 'register'
      readonly at: string
      readonly lot: LotDetails
      /** Days from production to the date mark, where the product says. */
      readonly shelfLifeDays?: number
      readonly held?: { readonly reason: string }
    }
  | { readonly type: 'certify'; readonly at: string; readonly certificateOfAnalysis: CertificateOfAnalysis }
  | { readonly type: 'hold' | 'release' | 'recall'; readonly at: string; readonly reason: string }

export type LotEvent =
  | { readonly type: 'lot/registered'; readonly at: string; readonly lot: LotDetails; readonly heldFor?: string }
  | { readonly type: 'lot/certified'; readonly at: string; readonly certificateOfAnalysis: CertificateOfAnalysis }
  | { readonly type: 'lot/held'; readonly at: string; readonly reason: string }
  | { readonly type: 'lot/released'; readonly at: string; readonly reason: string }
  | { readonly type: 'lot/recalled'; readonly at: string; readonly reason: string }

/** From which states each command may be given: a recall has no way back. */
const comesFrom = {
  hold: ['released'],
  release: ['held'],
  recall: ['released', 'held'],
} as const satisfies Record<string, readonly LotStatus[]>
const past = { hold: 'lot/held', release: 'lot/released', recall: 'lot/recalled' } as const

export const lot: Decider<Lot, LotCommand, LotEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly LotEvent[]> {
    if (command.type === 'register')
      return state.status === 'absent' ? registered(command) : reject(alreadyRegistered(state.status))
    if (state.status === 'absent') return reject(unknownLot)
    switch (command.type) {
      case 'certify': {
        const problem = problemOfAnalysis(command.certificateOfAnalysis, state, command.at)
        if (problem) return reject(problem)
        return accept([{ type: 'lot/certified', at: command.at, certificateOfAnalysis: command.certificateOfAnalysis }])
      }
      case 'hold':
      case 'release':
      case 'recall': {
        const from: readonly LotStatus[] = comesFrom[command.type]
        if (!from.includes(state.status)) return reject(wrongStatus(state.status, command.type))
        return accept([{ type: past[command.type], at: command.at, reason: command.reason }])
      }
    }
  },
  evolve(state, event): Lot {
    if (event.type === 'lot/registered') {
      const { at, heldFor } = event
      if (heldFor === undefined) return { ...event.lot, status: 'released', since: at }
      return { ...event.lot, status: 'held', reason: heldFor, since: at }
    }
    if (state.status === 'absent') return state
    const { at } = event
    switch (event.type) {
      case 'lot/certified':
        return { ...state, certificateOfAnalysis: event.certificateOfAnalysis }
      case 'lot/held':
        return { ...state, status: 'held', reason: event.reason, since: at }
      case 'lot/released':
        return { ...state, status: 'released', reason: event.reason, since: at }
      case 'lot/recalled':
        return { ...state, status: 'recalled', reason: event.reason, since: at }
    }
  },
}

/** What a stock book keeps of a lot. */
export const factsOfLot = (lotId: string, known: KnownLot): LotFacts => {
  const { code, dateMark, markedOn, producedOn, status, unit, catchWeight } = known
  return {
    lotId,
    code,
    dateMark,
    ...(markedOn !== undefined && { markedOn }),
    ...(producedOn !== undefined && { producedOn }),
    status,
    unit,
    catchWeight,
  }
}

function registered(command: Extract<LotCommand, { type: 'register' }>): Result<readonly LotEvent[]> {
  const { at, held, lot: given } = command
  const problem = given.certificateOfAnalysis && problemOfAnalysis(given.certificateOfAnalysis, given, at)
  if (problem) return reject(problem)
  const dated = withDate(command.lot, command.shelfLifeDays)
  if (!dated.ok) return dated
  return accept([{ type: 'lot/registered', at, lot: dated.value, ...(held && { heldFor: held.reason }) }])
}

/** What was not made yet was not analysed. A day ahead of UTC it may be tomorrow already. */
function problemOfAnalysis(
  { issuedOn }: CertificateOfAnalysis,
  { producedOn }: Pick<LotDetails, 'producedOn'>,
  at: string,
): Rejection | undefined {
  const refuse = (detail: string) => invalidField('lot/analysis-date', '/certificateOfAnalysis/issuedOn', detail)
  if (issuedOn === undefined) return undefined
  if (producedOn !== undefined && issuedOn < producedOn)
    return refuse('The analysis lies before the day of production.')
  return issuedOn > addDays(utcDate(at as Instant), 1) ? refuse('The day of the analysis lies ahead.') : undefined
}

/** The date mark as given, else counted from production. */
function withDate(given: LotDetails, shelfLifeDays: number | undefined): Result<LotDetails> {
  const { dateMark, markedOn, producedOn } = given
  if (dateMark === 'none') return markedOn === undefined ? accept(given) : reject(dateUnexpected)
  if (markedOn !== undefined) return producedOn && producedOn > markedOn ? reject(dateBeforeProduction) : accept(given)
  if (producedOn === undefined || shelfLifeDays === undefined) return reject(dateMissing)
  return accept({ ...given, markedOn: addDays(producedOn, shelfLifeDays) })
}

export const unknownLot: Rejection = {
  kind: 'not-found',
  code: 'lot/unknown',
  detail: 'There is no such lot, or it is not yours to see.',
}
/** What may still be asked of a lot. */
const allowedIn = (status: LotStatus): readonly LotCommand['type'][] => [
  'certify',
  ...(['hold', 'release', 'recall'] as const).filter((type) =>
    (comesFrom[type] as readonly LotStatus[]).includes(status),
  ),
]
const alreadyRegistered = (status: LotStatus): Rejection => ({
  kind: 'conflict',
  code: 'lot/already-registered',
  detail: 'This lot is registered already.',
  facts: { status, allowed: allowedIn(status) },
})
const dateUnexpected = invalidField(
  'lot/date-unexpected',
  '/markedOn',
  'The product carries no date mark, so neither do its lots.',
)
const dateBeforeProduction = invalidField(
  'lot/date-before-production',
  '/markedOn',
  'The date mark lies before the day of production.',
)
const dateMissing = invalidField(
  'lot/date-missing',
  '/markedOn',
  'Give the date mark, or the day of production of a product whose shelf life is known.',
)
const wrongStatus = (status: LotStatus, command: keyof typeof comesFrom): Rejection => ({
  kind: 'conflict',
  code: 'lot/status',
  detail: `A lot that is ${status} cannot be ${{ hold: 'held', release: 'released', recall: 'recalled' }[command]}.`,
  facts: { status, allowed: allowedIn(status) },
})
