/** Notes how far a group is and what it is busy with, so that the next process knows; no more often than it must. */
import type { Position } from '../infrastructure/store/commit-log.ts'
import type { MessageRef } from './bus-message.ts'
import type { Progress } from './progress.ts'
import type { GroupState } from './group-state.ts'

type Needs = {
  readonly group: string
  readonly state: Pick<GroupState, 'save'>
  readonly progress: Pick<Progress, 'reached'>
  readonly inFlight: ReadonlyMap<string, MessageRef>
  readonly monotonicMs: () => number
}

export type ProgressNotes = {
  /** Before each call: a process that dies in one leaves behind which messages it died with. */
  save(): void
  /** When there is nothing to do. What only passed by passes by again after a crash, so that noting it may wait. */
  saveIdle(): void
}

const idleMs = 1_000

export function createProgressNotes({ group, state, progress, inFlight, monotonicMs }: Needs): ProgressNotes {
  let noted: { readonly reached: Position; readonly busyWith: string } = { reached: '', busyWith: '' }
  let notedMs = -Infinity
  const save = (): void => {
    const now = { reached: progress.reached, busyWith: [...inFlight.keys()].join() }
    if (now.reached === noted.reached && now.busyWith === noted.busyWith) return
    state.save(group, now.reached, [...inFlight.values()])
    noted = now
    notedMs = monotonicMs()
  }
  return {
    save,
    saveIdle() {
      // Those it was busy with are handled: they must not look as if they had ended the process.
      if (noted.busyWith !== '' || monotonicMs() - notedMs >= idleMs) save()
    },
  }
}
