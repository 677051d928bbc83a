/** What the owner of goods is told of its lots as it happens. Stock moves too often to be told of. */
import type { AnyOutwardEvents, OutwardEvents } from '../../kernel/outward-events.ts'
import type { Lot, LotEvent } from './lot/lot.ts'

const lots: OutwardEvents<Lot, LotEvent['type']> = {
  kind: 'lot',
  subject: (id) => `/v1/lots/${id}`,
  events: {
    'lot/registered': 'It was registered.',
    'lot/held': 'It is held: nothing of it is sold.',
    'lot/released': 'It may be sold again.',
    'lot/recalled': 'It was recalled.',
  },
}

export const inventoryOutwardEvents: readonly AnyOutwardEvents[] = [lots]
