/** What read models say when they have caught up: where they are made late on purpose, the same answer for longer than that. */
import { setTimeout as sleep } from 'node:timers/promises'

const lateMs = Number(process.env['FX_E2E_READ_MODEL_DELAY_MS'] ?? 0)

/** Asks once where nothing is late. */
export async function settled(ask: () => Promise<string>): Promise<string> {
  let last = await ask()
  while (lateMs > 0) {
    await sleep(2 * lateMs)
    const next = await ask()
    if (next === last) break
    last = next
  }
  return last
}
