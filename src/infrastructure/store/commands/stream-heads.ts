/**
 * The states that commits under way will make: the next command on a stream decides upon the newest that can still come
 * true. What was decided upon a lost commit leaves together with it, before it has asked the log itself; else each
 * command that came meanwhile would build upon the one before, and all of them in vain.
 */
import type { Snapshot } from '../aggregate.ts'
import type { AppendResult, StreamName } from '../commit-log.ts'

/** A commit under way. */
export type UnderWay = {
  readonly id: string
  /** Whether it was handed to the log; one that was not is given up. */
  readonly submitted: Promise<boolean>
  /** What became of it; undefined where it was given up. */
  readonly appended: Promise<AppendResult | undefined>
}

/** A state that a commit under way will make true; `landed` tells whether it did. */
export type Head = {
  readonly snapshot: Snapshot<unknown>
  readonly commit: UnderWay
  readonly landed: Promise<boolean>
}

export type StreamHeads = {
  newest(stream: StreamName): Head | undefined
  /** Puts what one commit makes of its streams upon what is there; `settle` takes it away again. */
  add(commit: UnderWay, made: ReadonlyMap<StreamName, Head>): void
  /** Of a commit that did not land, all that was decided upon it goes as well. */
  settle(commit: UnderWay, didLand: boolean): void
}

export function createStreamHeads(): StreamHeads {
  /** In the order of deciding: each was decided upon the one before. */
  const chains = new Map<StreamName, Head[]>()
  const streamsOf = new Map<UnderWay, readonly StreamName[]>()

  /** Gives what left with it. */
  const remove = (stream: StreamName, commit: UnderWay, didLand: boolean): readonly Head[] => {
    const chain = chains.get(stream) ?? []
    const at = chain.findIndex((head) => head.commit === commit)
    if (at < 0) return []
    const removed = chain.splice(at, didLand ? 1 : chain.length)
    if (chain.length === 0) chains.delete(stream)
    return removed
  }
  return {
    newest: (stream) => chains.get(stream)?.at(-1),
    add(commit, made) {
      streamsOf.set(commit, [...made.keys()])
      for (const [stream, head] of made) {
        const chain = chains.get(stream)
        if (chain) chain.push(head)
        else chains.set(stream, [head])
      }
    },
    settle(settled, didLand) {
      const leaving = new Set([settled])
      // A set that grows is walked to its end.
      for (const commit of leaving) {
        const streams = streamsOf.get(commit) ?? []
        streamsOf.delete(commit)
        for (const stream of streams)
          for (const { commit: upon } of remove(stream, commit, didLand)) if (!didLand) leaving.add(upon)
      }
    },
  }
}
