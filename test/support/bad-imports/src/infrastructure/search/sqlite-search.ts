/** Breaks adapter-knows-its-port: an adapter that knows a service. */
export { order } from '../../services/order/order.ts'
