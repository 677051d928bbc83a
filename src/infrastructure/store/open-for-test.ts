/** Keeps the tests of one file from leaving stores open behind them. */
import { afterEach } from 'vitest'
import type { OpenedStore, OpenStore } from './store-under-test.ts'

/** Opens stores for one test file, and disposes of them after each test. */
export function openForTest(open: OpenStore): OpenStore {
  const opened: OpenedStore[] = []
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.dispose()
  })
  return async (options) => {
    const one = await open(options)
    opened.push(one)
    return one
  }
}
