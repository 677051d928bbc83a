/** Breaks source-without-tests and gateway-meets-service-doors-only. */
export { order } from '../../test/e2e/order.test.ts'
