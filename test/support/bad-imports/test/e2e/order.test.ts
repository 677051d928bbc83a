/** Breaks spoken-to-over-http. */
export { order } from '../../src/services/order/order.ts'
