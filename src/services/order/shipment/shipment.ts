/** A shipment: planned, picked, on its way, arrived and judged; each step once and in its order. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { addMs, dayMs, minuteMs, parseInstant, type Instant } from '../../../kernel/time.ts'
import { acceptingAll, judge } from './receipt.ts'
import {
  documentsMax,
  packagesMax,
  receiptLinesMax,
  receiptsMax,
  temperaturesMax,
  type Package,
} from './shipment-details.ts'
import { evolveShipment } from './evolve-shipment.ts'
import type {
  KnownShipment,
  Shipment,
  ShipmentCommand,
  ShipmentCommandOf,
  ShipmentEvent,
  ShipmentStatus,
} from './shipment-state.ts'

type Decision = Result<readonly ShipmentEvent[]>
type LaterCommand = Exclude<ShipmentCommand, { type: 'plan' }>

/** From which states each command may be given. */
export const takenIn = {
  pick: ['planned'],
  pack: ['planned', 'picked'],
  dispatch: ['picked'],
  deliver: ['dispatched'],
  refuse: ['dispatched'],
  lose: ['dispatched'],
  withdraw: ['planned', 'picked'],
  receive: ['dispatched', 'delivered'],
  'add-documents': ['planned', 'picked', 'dispatched', 'delivered'],
  'log-temperatures': ['dispatched', 'delivered'],
} as const satisfies Record<LaterCommand['type'], readonly ShipmentStatus[]>

export const shipment: Decider<Shipment, ShipmentCommand, ShipmentEvent> = {
  initialState: { status: 'absent' },
  evolve: evolveShipment,
  decide(command, state): Decision {
    if (command.type === 'plan') return state.status === 'absent' ? plan(command) : reject(notNow('plan', state.status))
    if (state.status === 'absent') return reject(unknownShipment)
    const allowed: readonly ShipmentStatus[] = takenIn[command.type]
    return allowed.includes(state.status) ? decideKnown(command, state) : reject(notNow(command.type, state.status))
  },
}

function plan({ at, by, details }: ShipmentCommandOf<'plan'>): Decision {
  const problem = problemOfPackages(details.packages, details) ?? tooManyDocuments(details.documents.length)
  return problem ? reject(problem) : accept([{ type: 'shipment/planned', at, by, details }])
}

function decideKnown(command: LaterCommand, state: KnownShipment): Decision {
  const { at, by } = command
  switch (command.type) {
    case 'pick': {
      const { portions, reason } = command
      return accept([{ type: 'shipment/picked', at, by, portions, ...(reason !== undefined && { reason }) }])
    }
    case 'pack': {
      const problem = problemOfPackages(command.packages, state)
      return problem ? reject(problem) : accept([{ type: 'shipment/packed', at, by, packages: command.packages }])
    }
    case 'dispatch': {
      const { carrier, documents } = command
      const problem = tooManyDocuments(state.documents.length + documents.length)
      if (problem) return reject(problem)
      return accept([{ type: 'shipment/dispatched', at, by, documents, ...(carrier && { carrier }) }])
    }
    case 'deliver':
      return accept([{ type: 'shipment/delivered', at, by }])
    case 'refuse':
    case 'lose':
      // Goods that somebody has judged did arrive.
      if (state.receipts.length > 0) return reject(alreadyReceived)
      return accept([
        { type: command.type === 'refuse' ? 'shipment/refused' : 'shipment/lost', at, by, reason: command.reason },
      ])
    case 'withdraw':
      return accept([{ type: 'shipment/withdrawn', at, by, reason: command.reason }])
    case 'receive':
      return receive(command, state)
    case 'add-documents': {
      const problem = tooManyDocuments(state.documents.length + command.documents.length)
      return problem
        ? reject(problem)
        : accept([{ type: 'shipment/documents-added', at, by, documents: command.documents }])
    }
    case 'log-temperatures': {
      if (state.temperatures.length + command.temperatures.length > temperaturesMax) return reject(tooManyTemperatures)
      const ahead = command.temperatures.findIndex((each) => isAhead(each.at, at))
      if (ahead >= 0) return reject(temperatureAhead(ahead))
      const early = command.temperatures.findIndex((each) => isBeforeLoading(each.at, state.dispatchedAt))
      if (early >= 0) return reject(temperatureBeforeLoading(early))
      return accept([{ type: 'shipment/temperatures-logged', at, by, temperatures: command.temperatures }])
    }
  }
}

function receive({ at, by, receiptId, lines, note }: ShipmentCommandOf<'receive'>, state: KnownShipment): Decision {
  const said = lines === 'as-shipped' ? acceptingAll(state.portions) : lines
  if (said.length === 0) return reject(nothingToReceive)
  if (said.length > receiptLinesMax || state.receipts.length >= receiptsMax) return reject(tooManyReceipts)
  const judged = judge(state.portions, said)
  if (!judged.ok) return judged
  const received: ShipmentEvent = {
    type: 'shipment/received',
    at,
    by,
    receiptId,
    lines: said,
    ...(note !== undefined && { note }),
  }
  return accept(state.status === 'dispatched' ? [{ type: 'shipment/delivered', at, by }, received] : [received])
}

function problemOfPackages(
  packages: readonly Package[],
  { lines }: Pick<KnownShipment, 'lines'>,
): Rejection | undefined {
  if (packages.length > packagesMax)
    return invalidField('shipment/too-many-packages', '/packages', `At most ${packagesMax} packages.`)
  const seen = new Set<string>()
  const packed = new Map<string, number>()
  for (const [index, { sscc, contents = [] }] of packages.entries()) {
    if (seen.has(sscc))
      return invalidField('shipment/sscc-twice', `/packages/${index}/sscc`, 'Each package has an SSCC of its own.')
    seen.add(sscc)
    for (const [at, { deliveryId, quantity }] of contents.entries()) {
      const sum = (packed.get(deliveryId) ?? 0) + quantity
      packed.set(deliveryId, sum)
      const line = lines.find((each) => each.deliveryId === deliveryId)
      if (!line || sum > line.quantity)
        return invalidField(
          'shipment/packed-otherwise',
          `/packages/${index}/contents/${at}`,
          `The packages hold more of delivery ${deliveryId} than the shipment does.`,
        )
    }
  }
  return undefined
}

const tooManyDocuments = (count: number): Rejection | undefined =>
  count > documentsMax
    ? invalidField('shipment/too-many-documents', '/documents', `A shipment has at most ${documentsMax} documents.`)
    : undefined

export const unknownShipment: Rejection = {
  kind: 'not-found',
  code: 'shipment/unknown',
  detail: 'There is no such shipment, or you do not take part in it.',
}
const notNow = (action: ShipmentCommand['type'], status: ShipmentStatus): Rejection => ({
  kind: 'conflict',
  code: 'shipment/not-in-this-state',
  detail: `A shipment that is ${status} does not take "${action}".`,
  facts: { status, allowed: actionsOf(status) },
})
const actionsOf = (status: ShipmentStatus): readonly string[] =>
  Object.entries(takenIn)
    .filter(([, states]) => (states as readonly ShipmentStatus[]).includes(status))
    .map(([action]) => action)
const alreadyReceived: Rejection = {
  kind: 'conflict',
  code: 'shipment/already-received',
  detail: 'A receipt has judged goods of this shipment; say of the rest by another receipt.',
}
const nothingToReceive: Rejection = {
  kind: 'conflict',
  code: 'shipment/nothing-to-receive',
  detail: 'All of this shipment has been judged.',
}
/** A logger's clock may go before ours by so much. */
const clocksDifferMs = 5 * minuteMs
const isAhead = (measured: string, at: string): boolean => {
  const instant = parseInstant(measured)
  return !instant.ok || instant.value > addMs(at as Instant, clocksDifferMs)
}
/** Loading begins, and with it a log, before the dispatch is told of: by so much at most. */
const loadingMs = dayMs
const isBeforeLoading = (measured: string, dispatchedAt: string | undefined): boolean => {
  const instant = parseInstant(measured)
  return !instant.ok || dispatchedAt === undefined || instant.value < addMs(dispatchedAt as Instant, -loadingMs)
}
const temperatureBeforeLoading = (index: number): Rejection =>
  invalidField(
    'shipment/temperature-before-loading',
    `/temperatures/${index}/at`,
    'This is more than a day before the goods left: it was not measured on their way.',
  )
const temperatureAhead = (index: number): Rejection =>
  invalidField('shipment/temperature-ahead', `/temperatures/${index}/at`, 'This moment is still to come.')
const tooManyTemperatures: Rejection = invalidField(
  'shipment/too-many-temperatures',
  '/temperatures',
  `A shipment keeps at most ${temperaturesMax} temperatures.`,
)
const tooManyReceipts: Rejection = {
  kind: 'invalid',
  code: 'shipment/too-many-receipts',
  detail: `A shipment has at most ${receiptsMax} receipts of ${receiptLinesMax} lines each.`,
}
