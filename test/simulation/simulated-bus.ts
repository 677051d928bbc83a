/**
 * A bus that keeps its promises and no more: in order per stream, at least once, to one process or another, as late and
 * as often as is drawn. Like a server of its own it outlives the processes, whose deaths it notices.
 */
import { messagesOf, wantsOf } from '../../src/event-bus/bus-message.ts'
import type { Consumer, Message } from '../../src/event-bus/event-bus.ts'
import { eventReader } from '../../src/infrastructure/store/aggregate.ts'
import type { StreamName } from '../../src/infrastructure/store/commit-log.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { Conditions } from './conditions.ts'
import type { Disk } from './disk.ts'
import { simulatedAggregates, type SimulatedProcess } from './simulated-process.ts'
import type { VirtualTime } from './virtual-time.ts'

export type BusNeeds = {
  readonly disk: Disk
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: Pick<Conditions, 'doubledMessages' | 'messageDelayMs'>
  /** One that is up, by chance; undefined where none is. */
  readonly process: () => SimulatedProcess | undefined
  readonly flaw: BusFlaw
  readonly surprise: (says: string) => void
}

/** What a mutant does otherwise: whether a message is lost; asked for each. */
export type BusFlaw = { readonly losesMessage?: () => boolean }

export type SimulatedBus = {
  /** Delivers from so many commits back on once more, as after a crash that lost how far it was. */
  readonly again: (commits: number) => void
  /** Whether all that was committed is handled. */
  readonly isIdle: () => boolean
}

/** What failed comes again after this. */
const retryMs = 50
/** More often in a row it fails for nobody's passing trouble. */
const triesMax = 200
const kept = eventReader(simulatedAggregates)

export function openSimulatedBus(needs: BusNeeds): SimulatedBus {
  const { disk, time, random, conditions } = needs
  const queues = new Map<StreamName, Message[]>()
  let read = 0
  const deliver = async (message: Message): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const process = needs.process()
      const failure = process ? await handled(process, message) : 'nobody is there'
      if (failure === undefined) return
      if (tries > triesMax) return needs.surprise(`${message.id} (${message.type}) was given up: ${failure}`)
      await time.sleep(retryMs)
    }
  }
  const work = async (stream: StreamName, queue: Message[]): Promise<void> => {
    for (let [message] = queue; message; [message] = queue) {
      await time.sleep(random.next() * conditions.messageDelayMs)
      await deliver(message)
      if (!random.percent(conditions.doubledMessages)) queue.shift()
    }
    queues.delete(stream)
  }
  const readOn = (): void => {
    for (; read < disk.commits.length; read += 1)
      for (const message of messagesOf(disk.commits[read]!, isWanted, kept)) {
        if (needs.flaw.losesMessage?.()) continue
        const queue = queues.get(message.stream)
        if (queue) queue.push(message)
        else {
          const begun = [message]
          queues.set(message.stream, begun)
          void work(message.stream, begun)
        }
      }
  }
  disk.listeners.add(readOn)
  readOn()
  return {
    again(commits) {
      read = Math.max(0, read - commits)
      readOn()
    },
    isIdle: () => queues.size === 0,
  }
}

const isWanted = wantsOf({ eventTypes: ['stock/reservation-changed'] })

/** Undefined where all that want it have handled it; else what went wrong. */
async function handled(process: SimulatedProcess, message: Message): Promise<string | undefined> {
  const wanting = process.consumers.filter(({ interest }) => wantsOf(interest)(message.kind, message.type))
  try {
    for (const consumer of wanting) await Promise.race([handle(consumer, message), process.killed])
    return undefined
  } catch (error) {
    return String(error)
  }
}

const handle = (consumer: Consumer, message: Message): Promise<void> =>
  'handle' in consumer
    ? consumer.handle(message, new AbortController().signal)
    : consumer.handleBatch([message], new AbortController().signal)
