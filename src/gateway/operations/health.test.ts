import { expect, test } from 'vitest'
import { listenForHealth } from './health.ts'

test('the listener for supervisors answers its three questions, and nothing else', async () => {
  let [started, draining] = [false, false]
  const listener = await listenForHealth({ started: () => started, draining: () => draining }, '127.0.0.1', 0)
  const url = `http://127.0.0.1:${listener.port}`
  const answers = async () => {
    const asked = ['/livez', '/readyz', '/startupz'].map(async (path) => (await fetch(url + path)).status)
    return Promise.all(asked)
  }
  try {
    expect(await answers()).toEqual([200, 503, 503])
    started = true
    expect(await answers()).toEqual([200, 200, 200])
    draining = true
    expect(await answers()).toEqual([200, 503, 200])
    for (const path of ['/', '/v1/me', '/livez/', '/toString', '/openapi.json', '/livez?x=1'])
      expect((await fetch(url + path)).status, path).toBe(404)
    expect((await fetch(`${url}/livez`, { method: 'POST' })).status).toBe(404)
    const whole = await fetch(`${url}/readyz`)
    expect([await whole.text(), whole.headers.get('cache-control')]).toEqual(['{"status":"unavailable"}', 'no-store'])
  } finally {
    await listener.close()
  }
  await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed')
})
