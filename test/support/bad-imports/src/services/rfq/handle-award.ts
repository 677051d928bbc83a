/** Breaks service-behind-its-contract: the core of another service. */
export { order } from '../order/order.ts'
