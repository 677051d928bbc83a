/** What holds for the senders of several processes, whichever store they share: an endpoint is one's at a time, and nobody's change is lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openTestReceiver } from '../../../../test/support/open-test-receiver.ts'
import { testIntent } from '../../../../test/support/test-intent.ts'
import { createNewId } from '../../../composition/clock-and-chance.ts'
import { createHttpsOutgoing } from '../../../infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../../../infrastructure/outgoing/https/loopback-too.ts'
import { openSqlitePersonalData } from '../../../infrastructure/personal-data/sqlite-personal-data.ts'
import type { Collection } from '../../../infrastructure/store/documents.ts'
import { createExecutor } from '../../../infrastructure/store/commands/execute.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import { issueSecret } from '../endpoint/issue-secret.ts'
import { webhookAggregate, webhooks } from '../endpoint/webhook-view.ts'
import { deliveries, queues } from './delivery-view.ts'
import type { Delivery } from './delivery.ts'
import { newQueue, taken } from './endpoint-queue.ts'
import { runDeliveries } from './run-deliveries.ts'
import { callsPerEndpoint } from './serve-endpoint.ts'
import { submitDeliveries } from './submit-deliveries.ts'
import { readQueue, updateQueue } from './update-queue.ts'

export type StoresUnderTest = {
  /** Of two processes, over the same data. */
  readonly stores: readonly [Store, Store]
  dispose(): Promise<void>
}

const organisationId = `org_${'0'.repeat(32)}`
const newId = createNewId(Date.now)

export function severalSendersContract(
  name: string,
  open: (collections: readonly Collection<never>[]) => Promise<StoresUnderTest>,
): void {
  const openSenders = async () => {
    const { stores, dispose } = await open([webhooks, deliveries, queues])
    const folder = mkdtempSync(join(tmpdir(), 'fx-test-'))
    const personalData = openSqlitePersonalData({ path: join(folder, 'keys.db'), masterKey: Buffer.alloc(32, 7) })
    const outgoing = createHttpsOutgoing(loopbackToo)
    const receiver = await openTestReceiver()
    const clock = { now: () => new Date().toISOString(), monotonicMs: () => performance.now() }
    const failed: unknown[] = []
    const senderOf = (store: Store) => {
      const executor = createExecutor({ store, newId, monotonicMs: clock.monotonicMs, random: Math.random })
      const needs = { ...executor, documents: store.documents, personalData, outgoing, clock, random: Math.random }
      const runner = runDeliveries({ ...needs, pollMs: 20, failed: (error) => failed.push(error) })
      return { ...needs, runner, submit: submitDeliveries({ ...needs, now: clock.now, nudge: runner.nudge }) }
    }
    const processes = [senderOf(stores[0]), senderOf(stores[1])] as const
    onTestFinished(async () => {
      for (const { runner } of processes) await runner.stop(1_000)
      outgoing.close()
      await receiver.close()
      personalData.close()
      await dispose()
      rmSync(folder, { recursive: true })
      expect(failed).toEqual([])
    })
    const [{ execute, documents }] = processes
    const webhookId = newId('whk')
    await execute(webhookAggregate, testIntent(), async (unit) => {
      await unit.decide(webhookAggregate, webhookId, {
        type: 'register',
        at: unit.at,
        by: 'usr_1',
        organisationId,
        url: receiver.url,
        description: '',
        types: null,
        secret: (await issueSecret(personalData, webhookId, unit.at)).kept,
      })
      return webhookId
    })
    return { processes, receiver, webhookId, documents }
  }

  test(`${name}: of many that change a queue at once, no change is lost`, async () => {
    const { processes, webhookId, documents } = await openSenders()
    const grow = (at: number) =>
      updateQueue(processes[at % 2]!, webhookId, (queue = newQueue(webhookId, organisationId)) => ({
        ...queue,
        waiting: queue.waiting + 1,
      }))
    await Promise.all(Array.from({ length: 6 }, (_, at) => grow(at)))
    await Promise.all(Array.from({ length: 6 }, (_, at) => grow(at)))
    expect(await readQueue(documents, webhookId)).toMatchObject({ waiting: 12 })
  })

  test(`${name}: what two processes submit, each twice, is sent once by one of them at a time`, async () => {
    const { processes, receiver, webhookId, documents } = await openSenders()
    receiver.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      return { status: 200 }
    }
    for (const { runner } of processes) runner.start()
    const events = Array.from({ length: 24 }, (_, n) => eventOf(n))
    for (let from = 0; from < events.length; from += 6)
      await Promise.all(
        processes.map(({ submit }) => submit({ id: webhookId, organisationId }, events.slice(from, from + 6))),
      )
    await expect.poll(() => new Set(receiver.received.map(({ id }) => id)).size).toBe(events.length)
    const find = { index: 'listed', equals: [webhookId, 'delivered'], limit: 100 } as const
    await expect.poll(async () => (await documents.find(deliveries, find)).items.length).toBe(events.length)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(receiver.received.length).toBe(events.length)
    expect(receiver.peak()).toBeLessThanOrEqual(callsPerEndpoint)
    const kept = (await documents.find(deliveries, find)).items.map(({ body }) => JSON.parse(body) as Delivery)
    expect(kept.map(({ attempts }) => attempts)).toEqual(events.map(() => 1))
  })

  test(`${name}: a process that ends does not wait for a receiver, and another one tries again at once`, async () => {
    const { processes, receiver, webhookId } = await openSenders()
    const [one, other] = processes
    receiver.answer = () => (receiver.received.length === 1 ? undefined : { status: 200 })
    one.runner.start()
    await one.submit({ id: webhookId, organisationId }, [eventOf(1)])
    await expect.poll(() => receiver.received.length).toBe(1)
    await one.runner.stop(10_000)
    other.runner.start()
    await expect.poll(() => receiver.received.length).toBe(2)
  })

  test(`${name}: who died with an endpoint in its hands is succeeded when its time is over`, async () => {
    const { processes, receiver, webhookId } = await openSenders()
    const [one, other] = processes
    await one.submit({ id: webhookId, organisationId }, [eventOf(1)])
    await updateQueue(one, webhookId, (queue) => queue && taken(queue, 'the dead', Date.now() + 400))
    other.runner.start()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(receiver.received).toEqual([])
    await expect.poll(() => receiver.received.length).toBe(1)
  })
}

const eventOf = (n: number) => ({
  id: `evt_${String(n).padStart(32, '0')}`,
  type: 'order.sent',
  organisationId,
  subject: `/v1/orders/ord_${n}`,
  version: 1,
  at: new Date().toISOString(),
  asOf: '0'.repeat(16),
})
