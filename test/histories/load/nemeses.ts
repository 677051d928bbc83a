/** What is done to the exchange while it works: each breaks something again and again, and mends it. */
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisServerUnderTest } from '../../support/redis-server-under-test.ts'
import type { ReplicaSetUnderTest } from '../../support/replica-set-under-test.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { ExchangeRig } from './exchange-rig.ts'

/** Servers of the run's own, in the production composition. */
export type Servers = { readonly mongodb: ReplicaSetUnderTest; readonly redis: RedisServerUnderTest }

export type Nemesis = {
  readonly name: string
  /** Beside what the exchange is started with. */
  readonly environment?: Readonly<Record<string, string>>
  /** Breaks something once, and mends it; undefined where the environment is all there is to it. */
  readonly strike?: (rig: ExchangeRig, random: SeededRandom, servers: Servers | undefined) => Promise<void>
  /** Whether the exchange is away while it strikes: nobody asks it then, and the load is so much longer. */
  readonly takesAway?: true
  /** Between two strikes, at least. */
  readonly everyMs: number
}

const jumpMs = 20_000
const preload = fileURLToPath(new URL('./jumping-clock.ts', import.meta.url))

const kill: Nemesis = {
  name: 'kill -9 and restart',
  everyMs: 1_500,
  takesAway: true,
  strike: (rig) => rig.killAndRestart(),
}

const pause: Nemesis = {
  name: 'SIGSTOP, SIGCONT',
  everyMs: 500,
  async strike(rig, random) {
    rig.signal('SIGSTOP')
    await sleep(200 + random.below(1_300))
    rig.signal('SIGCONT')
  },
}

const late: Nemesis = {
  name: 'read models 500 ms late',
  everyMs: 1_000,
  environment: { FX_READ_MODEL_DELAY_MS: '500' },
}

const cut: Nemesis = {
  name: 'replies lost after the commit',
  everyMs: 300,
  async strike(rig, random) {
    rig.relay.loseReplies(25)
    await sleep(200 + random.below(600))
    rig.relay.loseReplies(0)
  },
}

const clock: Nemesis = {
  name: 'clock jumps of 20 s, there and back',
  everyMs: 400,
  environment: { NODE_OPTIONS: `--import ${preload}`, FX_CLOCK_JUMP_MS: `${jumpMs}` },
  // Ahead and back to what is right, never behind it: tokens just issued would lie in the future, and are refused then.
  async strike(rig, random) {
    for (const _ of ['ahead', 'back']) {
      rig.signal('SIGUSR2')
      await sleep(100 + random.below(300))
    }
  },
}

const stepDown: Nemesis = {
  name: 'the primary steps down',
  everyMs: 4_000,
  strike: async (_rig, _random, servers) => servers?.mongodb.stepDown(),
}

const killPrimary: Nemesis = {
  name: 'kill -9 of the primary',
  everyMs: 4_000,
  async strike(_rig, _random, servers) {
    const killIt = await servers!.mongodb.aimAtPrimary()
    await killIt().ended
    await servers!.mongodb.restart()
  },
}

const redisAway: Nemesis = {
  name: 'Redis away',
  everyMs: 1_500,
  async strike(_rig, random, servers) {
    await servers!.redis.kill()
    await sleep(500 + random.below(1_000))
    await servers!.redis.start()
  },
}

export const compositions = ['embedded', 'production'] as const
export type CompositionName = (typeof compositions)[number]

export const nemesesOf: Readonly<Record<CompositionName, readonly Nemesis[]>> = {
  embedded: [kill, pause, late, cut, clock],
  production: [kill, pause, cut, stepDown, killPrimary, redisAway],
}
