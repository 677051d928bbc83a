/** Samples, at each of their states. */
import { sampleAggregate } from '../../src/services/order/sample/sample-view.ts'
import type { SampleCommand, SampleRequest } from '../../src/services/order/sample/sample.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2027-03-01T08:00:00.000Z'
const by = 'usr_ann'
const reason = 'Because.'
const request: SampleRequest = {
  buyerId: 'org_b',
  supplierId: 'org_s',
  requestedBy: by,
  productId: 'prd_1',
  sku: 'G',
  name: 'Gouda',
  specVersion: 1,
  quantity: 3,
  measured: false,
  shipTo: { name: 'Shop', address: { lines: ['Kade 1'], city: 'Urk', country: 'NL' } },
  purpose: 'Tasting.',
}
const ask: SampleCommand = { type: 'request', at, by, request }
const accept: SampleCommand = { type: 'accept', at, by }
const decline: SampleCommand = { type: 'decline', at, by, reason }
const withdraw: SampleCommand = { type: 'withdraw', at, by, reason }
const send: SampleCommand = { type: 'send', at, by, carrier: { name: 'Post', reference: 'RR123' } }
const receive: SampleCommand = { type: 'receive', at, by, verdict: 'fit' }

const commands: EachCommand<SampleCommand> = {
  request: () => ask,
  accept: () => accept,
  decline: () => decline,
  withdraw: () => withdraw,
  send: () => send,
  receive: () => receive,
}
const made = (...given: readonly SampleCommand[]) => reach(sampleAggregate, at, ...given)

export const sampleMachine: Machine = {
  name: 'sample',
  aggregate: sampleAggregate,
  states: {
    absent: made(),
    requested: made(ask),
    accepted: made(ask, accept),
    declined: made(ask, decline),
    withdrawn: made(ask, withdraw),
    sent: made(ask, accept, send),
    received: made(ask, accept, send, receive),
  },
  commands,
  inner: ['request'],
}
