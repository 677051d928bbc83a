/** The exchange as `main` holds it: opened in order, closed in order, the same on every composition. */
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.ts'
import type { EventBus } from '../event-bus/event-bus.ts'
import { listenForHealth, type HealthListener } from '../gateway/operations/health.ts'
import type { Jobs } from '../infrastructure/jobs/jobs.ts'
import type { Leases } from '../infrastructure/leases/leases.ts'
import type { Projector } from '../infrastructure/store/projection/projector.ts'
import type { AuditSealer } from '../services/audit/index.ts'
import type { Live } from '../services/live/index.ts'
import type { DeliveryRunner } from '../services/webhook/index.ts'
import type { Log } from '../telemetry/log.ts'
import { inTurn } from './in-turn.ts'
import type { Lifecycle } from './services.ts'

export type Exchange = {
  readonly log: Log
  /** Aborts where this process may no longer serve, and is to be stopped. */
  readonly ended: AbortSignal | undefined
  /** Starts the work behind the scenes and opens the listener; gives the address to call. */
  listen(): Promise<string>
  /** What is printed once it listens. */
  greeting(url: string): string
  /** Refuses new connections, answers those under way, writes out what is held, lets go of everything. */
  stop(): Promise<void>
}

export type Opened = {
  readonly config: Config
  readonly gateway: FastifyInstance
  readonly jobs: Jobs
  readonly bus: EventBus
  readonly projector: Projector
  readonly auditSealer: AuditSealer
  readonly live: Live
  readonly webhookDeliveries: DeliveryRunner
  readonly lifecycle: Lifecycle
  readonly log: Log
  readonly leases: Leases
  /** Lines for the greeting: where the data is. */
  readonly places: readonly string[]
  readonly ended: AbortSignal | undefined
  readonly dispose: () => Promise<void>
}

/** How long requests under way get: longer than any route tries, so that only an upload is ever cut off. */
const requestsGraceMs = 25_000
/** How long running jobs get to reach their next checkpoint. */
const jobsGraceMs = 5_000
/** How long deliveries under way get; those cut off come again. */
const deliveriesGraceMs = 5_000

export function openExchange(opened: Opened): Exchange {
  const { config, gateway, jobs, bus, projector, auditSealer, live, webhookDeliveries, lifecycle, leases } = opened
  let forSupervisors: HealthListener | undefined
  return {
    log: opened.log,
    ended: opened.ended,
    async listen() {
      const health = { started: () => lifecycle.started, draining: () => lifecycle.draining }
      if (config.healthPort !== undefined)
        forSupervisors = await listenForHealth(health, config.host, config.healthPort)
      await inTurn(leases, async (fence) => {
        await projector.start(fence)
        await bus.start()
      })
      auditSealer.start()
      webhookDeliveries.start()
      await jobs.start()
      await gateway.listen({ host: config.host, port: config.port })
      lifecycle.started = true
      return urlOf(config, gateway.server.address() as AddressInfo)
    },
    greeting: (url) => greetingOf(opened, url),
    async stop() {
      lifecycle.draining = true
      await sleep(config.drainMs)
      const cutOff = setTimeout(() => gateway.server.closeAllConnections(), requestsGraceMs)
      await live.stop()
      await gateway.close()
      clearTimeout(cutOff)
      await jobs.stop(jobsGraceMs)
      await webhookDeliveries.stop(deliveriesGraceMs)
      await bus.stop(deliveriesGraceMs)
      await auditSealer.stop()
      await projector.stop()
      await forSupervisors?.close()
      await opened.dispose()
    },
  }
}

function urlOf({ tlsPeers }: Config, { address, family, port }: AddressInfo): string {
  const scheme = tlsPeers.length > 0 ? 'https' : 'http'
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

const greetingOf = ({ config, places }: Opened, url: string): string =>
  [
    '',
    '  FoodXchange is open.',
    '',
    `  API description   ${url}/docs`,
    `  OpenAPI           ${url}/openapi.json`,
    `  Health            ${url}/readyz`,
    ...places.map((place) => `  ${place}`),
    '',
    `  First steps: README.md, "Five minutes".${config.demo ? '' : ' A small market to look at: npm start -- --demo'}`,
    '',
    '',
  ].join('\n')
