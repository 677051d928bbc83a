/** Breaks around-the-ports: resilience that knows a service. */
export { order } from '../services/order/contract.ts'
