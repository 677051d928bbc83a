/** The settings of orders: what may be set aside for those that nobody has answered, and for how long. */
import { wholeNumber, type Setting } from './parsers.ts'

export const ofOrders = {
  answerHours: {
    environment: 'FX_ANSWER_HOURS',
    default: '48',
    describe:
      'How long an order that is not answered keeps what is set aside for it; from then on whoever needs it gets it, and a confirmation sets aside again what there is. Cancelled and ordered anew, it is the first order’s time that counts.',
    parse: wholeNumber(1, 8_760),
  },
  unansweredStockPercent: {
    environment: 'FX_UNANSWERED_STOCK_PERCENT',
    default: '100',
    describe:
      'How much of what is available of a product the unanswered orders of one buyer may hold; at 100, all of it until FX_ANSWER_HOURS are over: to order the whole of a small lot is ordinary trade.',
    parse: wholeNumber(1, 100),
  },
  unansweredOrders: {
    environment: 'FX_UNANSWERED_ORDERS',
    default: '100',
    describe:
      'How many orders in a row of one buyer may hold stock of one product while none of them is answered; the next one is refused.',
    parse: wholeNumber(1, 1_000),
  },
} as const satisfies Record<string, Setting<unknown>>
