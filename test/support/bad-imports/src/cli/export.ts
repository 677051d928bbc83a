/** Breaks cli-speaks-http: the command line behind the server's back. */
export { order } from '../services/order/contract.ts'
