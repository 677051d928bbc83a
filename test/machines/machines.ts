/** Every machine of a trade, and of what is told of it. */
import { claimMachine } from './claim-machine.ts'
import { invoiceMachine } from './invoice-machine.ts'
import { orderMachine, shipmentMachine } from './order-machines.ts'
import { awardMachine, lotMachine, quoteMachine, rfqMachine } from './sourcing-machines.ts'
import { sampleMachine } from './sample-machine.ts'
import { standingOrderMachine } from './standing-order-machine.ts'
import { webhookMachine } from './webhook-machine.ts'
import type { Machine } from './machine.ts'

export const machines: readonly Machine[] = [
  orderMachine,
  shipmentMachine,
  standingOrderMachine,
  sampleMachine,
  rfqMachine,
  quoteMachine,
  awardMachine,
  lotMachine,
  claimMachine,
  invoiceMachine,
  webhookMachine,
]
