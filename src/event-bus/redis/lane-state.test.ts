import { expect, test } from 'vitest'
import { logStart } from '../../infrastructure/store/commit-log.ts'
import type { DocumentWrite } from '../../infrastructure/store/documents.ts'
import type { StoredMessage } from './held-messages.ts'
import { createLaneState } from './lane-state.ts'

const ref = { position: '0'.repeat(15) + '7', ordinal: 0, stream: 'talk-1', at: '2027-03-01T08:00:00.000Z' }

/** What a process that opens the lane knows, after one that died with `by` in its note; `kept` is what the store has. */
function openedAfter(by: string, kept: Map<string, string>) {
  const held = [...kept].map(([version, body]): StoredMessage => {
    return { ...(JSON.parse(body) as StoredMessage), storedVersion: Number(version) }
  })
  let version = kept.size
  const keep = ({ body, version: written }: DocumentWrite): void => {
    kept.clear()
    if (body !== null) kept.set(String(written), body)
  }
  const state = createLaneState({
    group: 'all',
    held,
    suspected: { by, refs: [ref] },
    journal: { add: keep } as never,
    nextVersion: () => (version += 1),
    save: () => undefined,
  })
  state.openGroup('all', logStart)
  return state.suspects('all').map(({ crashes }) => crashes)
}

test('a death is counted once, also where the next process died before it had delivered anything', () => {
  const kept = new Map<string, string>()
  expect(openedAfter('first', kept)).toEqual([1])
  expect(openedAfter('first', kept)).toEqual([1])
  expect(openedAfter('third', kept)).toEqual([2])
})
