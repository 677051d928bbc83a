/** Bystander: what others may see. */
export { order } from './order.ts'
