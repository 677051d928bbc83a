/** Spares a server that fails, and whoever waits for it: after some failures in a row nobody asks it for a while. */

export type SparedCallsNeeds = {
  /** Failures in a row after which nobody asks. */
  readonly failuresMax: number
  /** For so long; twice as long each time that the first one to ask again fails too, `restMaxMs` at most. */
  readonly restMs: number
  readonly restMaxMs: number
  /** So many at once. */
  readonly callsMax: number
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
}

/** Why it was not asked: it rests, or enough calls are under way. */
export class CallSpared extends Error {
  override name = 'CallSpared'
}

/** Rejects with `CallSpared` without calling, else does as `call` does, which has a time limit of its own. */
export type SparedCalls = <Reply>(call: () => Promise<Reply>) => Promise<Reply>

export function sparedCalls(needs: SparedCallsNeeds): SparedCalls {
  const { failuresMax, restMs, restMaxMs, callsMax, monotonicMs, random } = needs
  let underWay = 0
  let failures = 0
  let rests = 0
  let restsUntilMs = -Infinity
  // Grows when it begins to rest and when it is well again: what was asked before says nothing new.
  let period = 0
  const settle = (of: number, isWell: boolean): void => {
    if (of !== period) return
    if (isWell) {
      if (failures >= failuresMax) period += 1
      failures = 0
      rests = 0
      return
    }
    failures += 1
    if (failures < failuresMax) return
    // A fifth more or less, so that processes which began together do not ask together.
    restsUntilMs = monotonicMs() + Math.min(restMaxMs, restMs * 2 ** rests) * (0.8 + 0.4 * random())
    rests += 1
    period += 1
  }
  return async (call) => {
    if (monotonicMs() < restsUntilMs) throw new CallSpared('It failed so often that it is left alone for a while.')
    // After a rest one asks, and the others wait for what becomes of it.
    if (underWay >= (failures >= failuresMax ? 1 : callsMax)) throw new CallSpared('Enough are asking already.')
    const of = period
    underWay += 1
    try {
      const reply = await call()
      settle(of, true)
      return reply
    } catch (error) {
      settle(of, false)
      throw error
    } finally {
      underWay -= 1
    }
  }
}
