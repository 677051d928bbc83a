/** Standing orders, at each of their states, on the day before a cut-off. */
import type { StandingOrderCommand } from '../../src/services/order/standing/standing-order-state.ts'
import {
  at as openedAt,
  day,
  openedWith,
  termsOf,
} from '../../src/services/order/standing/standing-order-under-test.ts'
import { standingOrderAggregate } from '../../src/services/order/standing/standing-order-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const by = 'usr_ann'
const reason = 'Because.'
const before = '2027-03-02T13:00:00.000Z'
const date = day('2027-03-05')

const commands: EachCommand<StandingOrderCommand> = {
  open: (at) => ({ type: 'open', at, by, buyerId: 'org_b', supplierId: 'org_s', terms: termsOf() }),
  change: (at) => ({ type: 'change', at, by, terms: termsOf() }),
  pause: (at) => ({ type: 'pause', at, by, reason }),
  resume: (at) => ({ type: 'resume', at, by }),
  end: (at) => ({ type: 'end', at, by, reason }),
  place: (at) => ({ type: 'place', at, date, orderId: 'ord_1' }),
  'note-obstacle': (at) => ({ type: 'note-obstacle', at, date, code: 'order/no-price', detail: 'No price.' }),
  'give-up': (at) => ({ type: 'give-up', at }),
}

const stood = (...made: readonly StandingOrderCommand[]) => reach(standingOrderAggregate, before, ...made)
const opened = openedWith()
const pause = { type: 'pause', at: openedAt, by } as const

export const standingOrderMachine: Machine = {
  name: 'standing order',
  aggregate: standingOrderAggregate,
  states: {
    absent: stood(),
    active: stood(opened),
    obstructed: stood(opened, commands['note-obstacle'](before)),
    'delivery ordered': stood(opened, commands.place(before)),
    'past a cut-off': { ...stood(opened), at: '2027-03-03T12:00:00.000Z' },
    paused: stood(opened, pause),
    ended: stood(opened, { type: 'end', at: openedAt, by, reason }),
  },
  commands,
  inner: ['open', 'place', 'note-obstacle', 'give-up'],
  besides: { 'standing-order/not-due': 'The delivery was settled, or its time is over.' },
}
