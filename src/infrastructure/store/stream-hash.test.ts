import { expect, test } from 'vitest'
import type { Commit } from './commit-log.ts'
import { commitOf } from './store-under-test.ts'
import { nextStreamHash } from './stream-hash.ts'

const commit: Commit = { ...commitOf('cmt_a', [['tally-a', 1]]), position: '0000000000000001', seal: 'seal' }
const hashOf = (one: Commit, before?: Uint8Array): string =>
  nextStreamHash(before, one, one.extensions[0]!).toString('hex')

test('a stream’s hash changes with whatever a commit says of it, and not with where the commit stands', () => {
  const [extension] = commit.extensions
  const [event] = extension!.events
  const changed: Commit[] = [
    { ...commit, id: 'cmt_b' },
    { ...commit, at: '2026-08-01T12:00:00.001Z' },
    { ...commit, actor: { kind: 'staff', id: commit.actor.id } },
    { ...commit, cause: { kind: 'request', id: 'req_2' } },
    { ...commit, organisations: [] },
    { ...commit, seal: 'other' },
    { ...commit, extensions: [{ ...extension!, version: 2 }] },
    { ...commit, extensions: [{ ...extension!, stream: 'tally-b' }] },
    { ...commit, extensions: [{ ...extension!, events: [event!, event!] }] },
    { ...commit, extensions: [{ ...extension!, events: [{ ...event!, body: '{}' }] }] },
    { ...commit, extensions: [{ ...extension!, events: [{ ...event!, schemaVersion: 2 }] }] },
  ]
  expect(new Set([commit, ...changed].map((one) => hashOf(one))).size).toBe(changed.length + 1)
  expect(hashOf({ ...commit, position: '00000000000000ff' })).toBe(hashOf(commit))
})

test('it covers all versions before: the same version after another history is another', () => {
  const first = nextStreamHash(undefined, commit, commit.extensions[0]!)
  expect(hashOf(commit, first)).not.toBe(hashOf(commit))
  expect(hashOf(commit, first)).toBe(hashOf(commit, first))
})
