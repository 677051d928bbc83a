/** Opens the embedded bus for a contract: beside an embedded store, in a folder of its own. */
import { dirname, join } from 'node:path'
import { openSqliteStoreUnderTest } from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { busDefaults, type BusOptions, type BusUnderTest } from '../bus-under-test.ts'
import type { EventBus } from '../event-bus.ts'
import { openInProcessEventBus } from './in-process-event-bus.ts'

export const openInProcessBusAt = (folder: string, log: Store, more: BusOptions = {}): EventBus =>
  openInProcessEventBus({
    path: join(folder, 'bus.db'),
    log,
    ...busDefaults,
    ...more,
  })

export async function openInProcessBusUnderTest(): Promise<BusUnderTest & { readonly folder: string }> {
  const { store, path, dispose } = await openSqliteStoreUnderTest({ collections: [] })
  const folder = dirname(path)
  return { store, folder, dispose, openBus: (options) => openInProcessBusAt(folder, store, options) }
}
