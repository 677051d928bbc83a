/** The processes of one simulated exchange, what befalls them, and the bus and the clients that go on beside them. */
import type { Client } from '../../sdk/index.ts'
import type { Caller } from '../../src/kernel/caller.ts'
import { struck } from '../histories/judge-history.ts'
import type { Recorder } from '../histories/load/recorder.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { Blow, Conditions } from './conditions.ts'
import { headOf, type Disk } from './disk.ts'
import { openSimulatedBus, type BusFlaw } from './simulated-bus.ts'
import { createSimulatedClient, type ClientFlaw } from './simulated-client.ts'
import { beginsAtMs, calm } from './simulated-market.ts'
import { startProcess, type SimulatedProcess } from './simulated-process.ts'
import type { StoreFlaw } from './simulated-store.ts'
import { openSimulatedTurns, type SimulatedTurns, type TurnsFlaw } from './simulated-turns.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a mutant does otherwise. */
export type Flaw = StoreFlaw & BusFlaw & TurnsFlaw & ClientFlaw

export type ExchangeNeeds = {
  readonly disk: Disk
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: Conditions
  readonly flaw: Flaw
  readonly surprises: string[]
  readonly newKey: () => string
}

export type SimulatedExchange = {
  readonly start: () => Promise<void>
  readonly client: (caller: Caller) => Client
  /** Deals the blows, each at its time. */
  readonly haunt: (recorder: Pick<Recorder, 'write'>) => Promise<void>
  /** Ends all faults but those under way: whoever deals them has ended. */
  readonly mend: () => void
  /** Whether every message is handled and every commit projected. */
  readonly isAtRest: () => boolean
  readonly end: () => void
  /** Undefined where processes race. */
  readonly turns: Pick<SimulatedTurns, 'handedOver' | 'waitedInVain'> | undefined
}

const jumpMs = 20_000
/** Commits whose messages a bus may have to deliver again. */
const againMax = 40

export function openSimulatedExchange(needs: ExchangeNeeds): SimulatedExchange {
  const { disk, time, random, flaw, surprises } = needs
  const conditions = { ...needs.conditions }
  const processes: (SimulatedProcess | undefined)[] = []
  let aheadMs = 0
  const nowMs = (): number => Math.floor(beginsAtMs + time.nowMs()) + aheadMs
  const surprise = (says: string): void => void surprises.push(says)
  const turns = conditions.turns ? openSimulatedTurns({ time, random, conditions, flaw, surprise }) : undefined
  const startOne = async (n: number): Promise<void> => {
    processes[n] = await startProcess({ ...needs, conditions, nowMs, surprise, turns, name: `process ${n + 1}` })
  }
  const running = (): readonly SimulatedProcess[] => processes.filter((process) => process !== undefined)
  const anyOne = (): SimulatedProcess | undefined => (running().length > 0 ? random.pick(running()) : undefined)
  const bus = openSimulatedBus({ disk, time, random, conditions, process: anyOne, flaw, surprise })
  const starting: Promise<void>[] = []

  const deal = async ({ what, forMs }: Blow): Promise<void> => {
    const n = random.below(conditions.processes)
    const process = processes[n]
    switch (what) {
      case 'kill':
        if (!process) return
        process.kill()
        processes[n] = undefined
        await time.sleep(forMs)
        return startOne(n)
      case 'pause':
        process?.pause(forMs)
        return time.sleep(forMs)
      case 'clock jump':
        aheadMs = jumpMs
        await time.sleep(forMs)
        aheadMs = 0
        return
      case 'turns away':
        turns?.beAway(forMs)
        return time.sleep(forMs)
      case 'sweep':
        // Killed meanwhile, or refused by a store that does not say: it runs again in the next slot.
        await Promise.race([process?.sweepHolds(), process?.killed]).catch(() => undefined)
        return
      case 'messages once more':
        return bus.again(random.below(againMax))
    }
  }
  return {
    client: (caller) =>
      createSimulatedClient({ time, random, conditions, process: anyOne, nowMs, newKey: needs.newKey, flaw }, caller),
    async start() {
      for (let n = 0; n < conditions.processes; n += 1) await startOne(n)
    },
    async haunt(recorder) {
      const begunMs = time.nowMs()
      for (const blow of conditions.blows) {
        await time.sleep(begunMs + blow.atMs - time.nowMs())
        recorder.write('nemesis', 'info', blow.what, 'begins')
        starting.push(deal(blow).then(() => void recorder.write('nemesis', 'info', blow.what, struck)))
      }
      await Promise.all(starting)
    },
    mend: () => void Object.assign(conditions, calm, { processes: conditions.processes, turns: conditions.turns }),
    isAtRest: () => bus.isIdle() && disk.checkpoints.get('projector') === headOf(disk),
    end: () => running().forEach((process) => process.kill()),
    turns,
  }
}
