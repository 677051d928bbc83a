/** How many calls of a group may be under way at once, over all that deliver for it, and how one is made alone. */

export type CallSlots = {
  readonly free: number
  take(): void
  /** Tells those who wait, each first in turn. */
  give(): void
  /** Calls back when there is a free slot again; returns how to stop. */
  onFree(listener: () => void): () => void
}

/** Closed while one call is made that may end the process: nothing else may look guilty of it. */
export type CallGate = {
  readonly isOpen: boolean
  enter(): void
  leave(): void
  onOpened(listener: () => void): void
  /** Waits until no call is under way, and lets none begin until the work is done. One after the other. */
  alone(work: () => Promise<void>): Promise<void>
}

export function createCallGate(): CallGate {
  const listeners: (() => void)[] = []
  let calls = 0
  let closing = 0
  let emptied = (): void => {}
  let last: Promise<void> = Promise.resolve()
  const once = async (work: () => Promise<void>): Promise<void> => {
    if (calls > 0) await new Promise<void>((resolve) => (emptied = resolve))
    try {
      await work()
    } finally {
      closing -= 1
      if (closing === 0) for (const listener of listeners) listener()
    }
  }
  return {
    get isOpen() {
      return closing === 0
    },
    enter: () => void (calls += 1),
    leave() {
      calls -= 1
      if (calls === 0) emptied()
    },
    onOpened: (listener) => void listeners.push(listener),
    alone(work) {
      closing += 1
      const mine = last.then(() => once(work))
      last = mine.catch(() => {})
      return mine
    },
  }
}

export function createCallSlots(max: number, gate: CallGate = createCallGate()): CallSlots {
  let waiting: (() => void)[] = []
  let used = 0
  const tell = (): void => {
    const [first, ...others] = waiting
    if (first) waiting = [...others, first]
    for (const listener of [...(first ? [first] : []), ...others]) listener()
  }
  gate.onOpened(tell)
  return {
    get free() {
      return gate.isOpen ? max - used : 0
    },
    take() {
      used += 1
      gate.enter()
    },
    give() {
      used -= 1
      gate.leave()
      tell()
    },
    onFree(listener) {
      waiting.push(listener)
      return () => void (waiting = waiting.filter((one) => one !== listener))
    },
  }
}
