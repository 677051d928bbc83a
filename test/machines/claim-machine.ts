/** Claims, at each of their states. */
import type { ClaimCommand } from '../../src/services/order/claim/claim-state.ts'
import {
  acceptIt,
  at,
  creditIt,
  detailsOf,
  receiveReturn,
  rejectIt,
  submit,
  withdrawIt,
} from '../../src/services/order/claim/claim-under-test.ts'
import { claimAggregate } from '../../src/services/order/claim/claim-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const by = 'usr_ann'
const claimed = (...commands: readonly ClaimCommand[]) => reach(claimAggregate, at, ...commands)

const commands: EachCommand<ClaimCommand> = {
  submit: () => ({ type: 'submit', at, by, details: detailsOf() }),
  accept: () => ({ type: 'accept', at, by }),
  reject: () => ({ type: 'reject', at, by, reason: 'Because.' }),
  withdraw: () => ({ type: 'withdraw', at, by }),
  'receive-return': () => ({ type: 'receive-return', at, by }),
  credit: () => ({ type: 'credit', at, creditNoteId: 'crn_1', quantity: 25 }),
}

export const claimMachine: Machine = {
  name: 'claim',
  aggregate: claimAggregate,
  states: {
    absent: claimed(),
    submitted: claimed(submit()),
    accepted: claimed(submit(), acceptIt()),
    'part-accepted': claimed(submit(), acceptIt({ quantity: 25, reason: 'The rest is sound.' })),
    credited: claimed(submit(), acceptIt(), creditIt(40)),
    rejected: claimed(submit(), rejectIt),
    withdrawn: claimed(submit(), withdrawIt),
    'return-expected': claimed(submit({ remedy: 'return' }), acceptIt()),
    returned: claimed(submit({ remedy: 'return' }), acceptIt(), receiveReturn()),
  },
  commands,
  inner: ['submit', 'credit'],
  besides: {
    'claim/more-than-conceded': 'What was conceded is credited; a note that says less would be taken before that.',
  },
}
