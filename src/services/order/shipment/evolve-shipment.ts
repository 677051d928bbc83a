/** How each event of a shipment changes it. */
import { judge, judgingAll } from './receipt.ts'
import { notJudged, type KnownShipment, type Shipment, type ShipmentEvent } from './shipment-state.ts'

export function evolveShipment(state: Shipment, event: ShipmentEvent): Shipment {
  if (event.type === 'shipment/planned')
    return { ...event.details, status: 'planned', portions: [], temperatures: [], receipts: [] }
  if (state.status === 'absent') return state
  switch (event.type) {
    case 'shipment/picked': {
      const portions = event.portions.map((portion) => ({ ...portion, judged: notJudged }))
      return { ...state, status: 'picked', portions, ...(event.reason !== undefined && { pickReason: event.reason }) }
    }
    case 'shipment/packed':
      return { ...state, packages: event.packages }
    case 'shipment/dispatched': {
      const documents = [...state.documents, ...event.documents]
      const carried = event.carrier ? { carrier: event.carrier } : {}
      return { ...state, ...carried, documents, status: 'dispatched', dispatchedAt: event.at }
    }
    case 'shipment/delivered':
      return { ...state, status: 'delivered', arrivedAt: event.at }
    case 'shipment/refused':
      return {
        ...state,
        status: 'refused',
        arrivedAt: event.at,
        reason: event.reason,
        portions: judgingAll(state.portions, 'damaged').portions,
      }
    case 'shipment/lost':
      return { ...state, status: 'lost', reason: event.reason, portions: judgingAll(state.portions, 'short').portions }
    case 'shipment/withdrawn':
      return { ...state, status: 'withdrawn', reason: event.reason }
    case 'shipment/received':
      return received(state, event)
    case 'shipment/documents-added':
      return { ...state, documents: [...state.documents, ...event.documents] }
    case 'shipment/temperatures-logged':
      return { ...state, temperatures: [...state.temperatures, ...event.temperatures] }
  }
}

function received(state: KnownShipment, event: Extract<ShipmentEvent, { type: 'shipment/received' }>): KnownShipment {
  const { receiptId: id, at, by, lines, note } = event
  const judged = judge(state.portions, lines)
  if (!judged.ok) throw new Error(`A shipment holds a receipt it should have refused: ${judged.rejection.detail}`)
  const receipt = { id, at, by, lines, ...(note !== undefined && { note }) }
  return { ...state, portions: judged.value.portions, receipts: [...state.receipts, receipt] }
}
