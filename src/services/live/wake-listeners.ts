/** Wakes thousands who listen to one organisation, some at a time: what else the process has to do has its turn between them. */
import { setImmediate as breathe } from 'node:timers/promises'

/** Told in some ten milliseconds. With 256, the last of a thousand waited for whatever the store had to do meanwhile. */
const atOnceMax = 1_024

/** Returns how to wake all of them: whoever is woken meanwhile is woken once more afterwards. */
export function createWakeUp(listeners: ReadonlySet<() => void>, atOnce = atOnceMax): () => void {
  let isUnderWay = false
  let isAgain = false
  const wakeAll = async (): Promise<void> => {
    isUnderWay = true
    try {
      do {
        isAgain = false
        let count = 0
        for (const listener of listeners) {
          if (count > 0 && count % atOnce === 0) await breathe()
          count += 1
          listener()
        }
      } while (isAgain)
    } finally {
      isUnderWay = false
    }
  }
  return () => {
    if (isUnderWay) isAgain = true
    else void wakeAll()
  }
}
