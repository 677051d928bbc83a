/** Sees to it that an erased person is forgotten, also where the process that erased them ended before it came to that. */
import type { Consumer } from '../../../event-bus/event-bus.ts'
import type { AccountEvent } from '../account/account.ts'
import type { ForgetPerson } from './erase-account.ts'

export const accountConsumers = ({ forgetPerson }: { readonly forgetPerson: ForgetPerson }): readonly Consumer[] => [
  {
    name: 'account-erasures',
    interest: { eventTypes: ['account/erased'] },
    handle: (message) =>
      forgetPerson(message.streamId, message.body as Extract<AccountEvent, { type: 'account/erased' }>),
  },
]
