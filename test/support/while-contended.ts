/** Sends again what lost to others for its whole time, as a client does that is told to: nothing was changed meanwhile. */
import { ProblemError } from '../../sdk/index.ts'

/** @param triesMax  bounds it; each try has waited some seconds already */
export async function whileContended<T>(send: () => Promise<T>, triesMax = 5): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send()
    } catch (error) {
      if (tries === triesMax || !(error instanceof ProblemError) || error.code !== 'store/contended') throw error
    }
  }
}
