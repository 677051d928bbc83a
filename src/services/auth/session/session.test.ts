import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { endOfSession, session, type SessionCommand, type SessionEvent } from './session.ts'

const opened: SessionEvent = {
  type: 'session/opened',
  at: '2026-08-01T12:00:00.000Z',
  subject: { kind: 'user', id: 'usr_1' },
  credentials: 1,
  digest: 'first',
}
const refreshed: SessionEvent = { type: 'session/refreshed', at: '2026-08-01T12:05:00.000Z', digest: 'second' }
const when = (history: readonly SessionEvent[], command: SessionCommand) => {
  const result = session.decide(command, fold(session.evolve, session.initialState, history))
  return result.ok ? result.value : result.rejection.code
}
const refresh = (generation: number, digest: string, at: string) =>
  ({ type: 'refresh', generation, digest, successor: 'next', at }) as const

test('the newest token gives a successor', () => {
  const at = '2026-08-01T12:05:00.000Z'
  expect(when([opened], refresh(0, 'first', at))).toEqual([{ type: 'session/refreshed', at, digest: 'next' }])
})

test('the one before it gives the same successor for ten seconds, and nothing new happens', () => {
  expect(when([opened, refreshed], refresh(0, 'first', '2026-08-01T12:05:10.000Z'))).toEqual([])
})

test('after that, or one older still, it ends the session', () => {
  const reused = (at: string) => [{ type: 'session/ended', at, reason: 'refresh-token-reused' }]
  const late = '2026-08-01T12:05:10.001Z'
  expect(when([opened, refreshed], refresh(0, 'first', late))).toEqual(reused(late))
  const third: SessionEvent = { type: 'session/refreshed', at: '2026-08-01T12:05:01.000Z', digest: 'third' }
  const soon = '2026-08-01T12:05:02.000Z'
  expect(when([opened, refreshed, third], refresh(0, 'first', soon))).toEqual(reused(soon))
})

test('a token from the future, and any token of a session that is over, is no grant', () => {
  expect(when([opened], refresh(3, 'x', '2026-08-01T12:01:00.000Z'))).toBe('auth/invalid-grant')
  const ended: SessionEvent = { type: 'session/ended', at: '2026-08-01T12:01:00.000Z', reason: 'signed-out' }
  expect(when([opened, ended], refresh(0, 'first', '2026-08-01T12:02:00.000Z'))).toBe('auth/invalid-grant')
  expect(when([], refresh(0, 'first', '2026-08-01T12:02:00.000Z'))).toBe('auth/invalid-grant')
})

test('a session ends a week after its last use, at most a month after it was opened', () => {
  const openedAt = '2026-08-01T12:00:00.000Z'
  expect(endOfSession({ openedAt, refreshedAt: openedAt })).toBe('2026-08-08T12:00:00.000Z')
  expect(endOfSession({ openedAt, refreshedAt: '2026-08-30T12:00:00.000Z' })).toBe('2026-08-31T12:00:00.000Z')
  expect(when([opened], refresh(0, 'first', '2026-08-08T12:00:00.000Z'))).toBe('auth/invalid-grant')
})
