/** What is done to the exchange while it works: each breaks something again and again, and mends it. */
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LayoutName } from '../../support/composition-under-test.ts'
import type { RedisServerUnderTest } from '../../support/redis-server-under-test.ts'
import type { ReplicaSetUnderTest } from '../../support/replica-set-under-test.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { ExchangeRig } from './exchange-rig.ts'

/** Servers of the run's own, in the production composition. */
export type Servers = { readonly mongodb: ReplicaSetUnderTest; readonly redis: RedisServerUnderTest }

export type Nemesis = {
  readonly name: string
  /** In how many processes the exchange is, and which of them serve the same. */
  readonly layout: LayoutName
  /** Beside what the exchange is started with. */
  readonly environment?: Readonly<Record<string, string>>
  /** Breaks something once, and mends it; undefined where the environment is all there is to it. */
  readonly strike?: (struck: Struck) => Promise<void>
  /** Whether the exchange is away while it strikes: nobody asks it then, and the load is so much longer. */
  readonly takesAway?: (strikes: number) => boolean
  /** Between two strikes, at least. */
  readonly everyMs: number
}

export type Struck = {
  readonly rig: ExchangeRig
  readonly random: SeededRandom
  readonly servers: Servers | undefined
  /** How often it has struck before. */
  readonly strikes: number
}

/** What a nemesis does, in whatever layout. */
type Deed = Omit<Nemesis, 'layout'>

const jumpMs = 20_000
const preload = fileURLToPath(new URL('./jumping-clock.ts', import.meta.url))

const kill: Deed = {
  name: 'kill -9 and restart',
  everyMs: 1_500,
  takesAway: () => true,
  strike: ({ rig }) => rig.killAndRestart(),
}

/** One of two that serve the same, which goes on alone, with turns that the other had; then all; and so on. */
const killSome: Deed = {
  name: 'kill -9 of one, of all, and restart',
  everyMs: 1_500,
  takesAway: (strikes) => strikes % 2 === 1,
  strike: ({ rig, strikes }) => (strikes % 2 === 0 ? rig.killOneAndRestart() : rig.killAndRestart()),
}

const pause: Deed = {
  name: 'SIGSTOP, SIGCONT',
  everyMs: 500,
  async strike({ rig, random }) {
    rig.signal('SIGSTOP')
    await sleep(200 + random.below(1_300))
    rig.signal('SIGCONT')
  },
}

const late: Deed = {
  name: 'read models 500 ms late',
  everyMs: 1_000,
  environment: { FX_READ_MODEL_DELAY_MS: '500' },
}

const cut: Deed = {
  name: 'replies lost after the commit',
  everyMs: 300,
  async strike({ rig, random }) {
    rig.relay.loseReplies(25)
    await sleep(200 + random.below(600))
    rig.relay.loseReplies(0)
  },
}

const clock: Deed = {
  name: 'clock jumps of 20 s, there and back',
  everyMs: 400,
  environment: { NODE_OPTIONS: `--import ${preload}`, FX_CLOCK_JUMP_MS: `${jumpMs}` },
  // Ahead and back to what is right, never behind it: tokens just issued would lie in the future, and are refused then.
  async strike({ rig, random }) {
    for (const _ of ['ahead', 'back']) {
      rig.signal('SIGUSR2')
      await sleep(100 + random.below(300))
    }
  },
}

/** Every fifth time; where a reply is lost then, neither it nor the database says what became of a commit. */
const stepDown: Deed = {
  name: 'replies lost, the primary steps down',
  everyMs: cut.everyMs,
  async strike(struck) {
    const stepping = struck.strikes % 5 === 4 ? struck.servers!.mongodb.stepDown() : undefined
    await Promise.all([cut.strike!(struck), stepping])
  },
}

const killPrimary: Deed = {
  name: 'kill -9 of the primary',
  everyMs: 4_000,
  async strike({ servers }) {
    const killIt = await servers!.mongodb.aimAtPrimary()
    await killIt().ended
    await servers!.mongodb.restart()
  },
}

const redisAway: Deed = {
  name: 'Redis away',
  everyMs: 1_500,
  async strike({ random, servers }) {
    await servers!.redis.kill()
    await sleep(500 + random.below(1_000))
    await servers!.redis.start()
  },
}

export const compositions = ['embedded', 'production'] as const
export type CompositionName = (typeof compositions)[number]

const on =
  (layout: LayoutName) =>
  (deed: Deed): Nemesis => ({ ...deed, layout })
const [alone, apart, sharing] = [on('embedded'), on('two'), on('shared')]

/**
 * On servers some strike processes that serve different services, others such as serve the same: there commands on one
 * record go by turns of their processes, which are lost, late or nobody's where it hurts.
 */
export const nemesesOf: Readonly<Record<CompositionName, readonly Nemesis[]>> = {
  embedded: [kill, pause, late, cut, clock].map(alone),
  production: [sharing(killSome), sharing(pause), sharing(stepDown), apart(killPrimary), sharing(redisAway)],
}
