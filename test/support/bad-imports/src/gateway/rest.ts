/** Breaks gateway-meets-service-doors-only and only-the-composition-names-adapters. */
export { openStore } from '../infrastructure/store/sqlite-store.ts'
