import { MongoNetworkError, MongoServerError } from 'mongodb'
import { expect, test } from 'vitest'
import { createPatience } from './patience.ts'

const passing = new MongoNetworkError('an election')

function prepare(patienceMs = 60_000) {
  const warnings: string[] = []
  const stop = new AbortController()
  const warn = (text: string): void => void warnings.push(text)
  return { warnings, stop, patiently: createPatience({ place: 'house', signal: stop.signal, warn, patienceMs }) }
}

test('what passes is waited out, and told of once', async () => {
  const { patiently, warnings } = prepare()
  let tries = 0
  const work = async (): Promise<string> => {
    tries += 1
    if (tries < 3) throw passing
    return 'done'
  }
  expect(await patiently(work)).toBe('done')
  expect(warnings).toEqual(['The house does not answer now; it is asked again for up to 1 minutes.'])
})

test('what lasts is told at once', async () => {
  const { patiently, warnings } = prepare()
  const lasting = new MongoServerError({ message: 'not authorised', code: 13 })
  await expect(patiently(() => Promise.reject(lasting))).rejects.toBe(lasting)
  expect(warnings).toEqual([])
})

test('patience ends, and so does waiting when it is told to', async () => {
  await expect(prepare(0).patiently(() => Promise.reject(passing))).rejects.toBe(passing)
  const { patiently, stop } = prepare()
  const waiting = patiently(() => Promise.reject(passing))
  stop.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
