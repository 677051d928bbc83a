/** What a call that was not answered is written down as: certain is only what nothing can have changed. */
import { expect, test } from 'vitest'
import { ProblemError } from '../../../sdk/index.ts'
import { callsOf } from '../checker/history.ts'
import { createRecorder, unlessAway } from './recorder.ts'

const refusal = (status: number) => async (): Promise<never> => {
  throw new ProblemError(status, undefined, new Headers())
}
const lost = async (): Promise<never> => {
  throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
}

test('a refusal is certain; a 503 and a lost connection are not, but for reads', async () => {
  const recorder = createRecorder()
  const client = recorder.client()
  await client.call('write', 1, async () => 'done')
  await client.call('write', 2, refusal(409))
  await client.call('write', 3, refusal(412))
  await client.call('write', 4, refusal(503))
  await client.call('write', 5, lost)
  await client.call('read', 6, lost, 'reads')
  expect(callsOf(recorder.operations)).toMatchObject([
    { outcome: 'ok', told: 'done', process: 0 },
    { outcome: 'fail', error: 'http 409', process: 0 },
    { outcome: 'fail', error: 'refused', process: 0 },
    { outcome: 'info', error: 'http 503', process: 0 },
    { outcome: 'info', error: 'ECONNRESET', process: 1 },
    { outcome: 'fail', error: 'ECONNRESET', process: 2 },
  ])
  expect(recorder.surprises).toEqual([])
})

test('an answer that nobody should get is a surprise', async () => {
  const recorder = createRecorder()
  await recorder.client().call('write', { key: 'k' }, refusal(500))
  expect(recorder.surprises).toEqual(['write {"key":"k"}: HTTP 500'])
})

test('a mistake of the load’s own is not taken for an answer', async () => {
  const client = createRecorder().client()
  const mistake = async (): Promise<never> => {
    throw new RangeError('Nothing to pick from.')
  }
  await expect(client.call('write', 1, mistake)).rejects.toThrow('Nothing to pick from.')
  await expect(unlessAway(refusal(422)())).rejects.toThrow('HTTP 422')
  await expect(unlessAway(lost())).resolves.toBeUndefined()
})

test('nothing is asked while the exchange is away', async () => {
  const recorder = createRecorder()
  const { promise, resolve } = Promise.withResolvers<void>()
  recorder.hold(promise)
  const asked = recorder.client().call('write', 1, async () => 'done')
  recorder.write('nemesis', 'info', 'kill', 'is over')
  resolve()
  await asked
  expect(recorder.operations.map(({ type }) => type)).toEqual(['info', 'invoke', 'ok'])
})
