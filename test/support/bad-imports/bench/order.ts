/** Breaks benches-measure-what-clients-meet. */
export { order } from '../src/services/order/order.ts'
