/** GraphQL over HTTP as the audits of graphql-http judge it, from outside and on a socket. */
import { serverAudits } from 'graphql-http'
import type { AddressInfo } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { openWorkshop } from './workshop.fixture.ts'

const { app } = openWorkshop()
let url = ''
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`
})

for (const { id, name, fn } of serverAudits({ url: () => url }))
  test(`${id} ${name}`, async () => {
    const result = await fn()
    if (result.status !== 'ok') expect.fail(`${result.status}: ${result.reason}`)
  })
