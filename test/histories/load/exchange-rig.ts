/** An exchange on its own data that can be killed, stopped and started again behind one address, while clients go on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../../../sdk/index.ts'
import { compositionUnderTest, type LayoutName } from '../../support/composition-under-test.ts'
import { startExchange, type RunningExchange } from '../../support/start-exchange.ts'
import { openCuttingRelay, type CuttingRelay } from './cutting-relay.ts'

export type ExchangeRig = {
  /** As a test knows it, but reached through the relay: it stays the same over restarts. */
  readonly exchange: RunningExchange
  readonly relay: CuttingRelay
  readonly data: string
  /** The folder that all of its processes sign checkpoints into. */
  readonly checkpoints: string
  readonly layout: LayoutName
  /** Ends it as a power cut would, and starts it again. */
  killAndRestart(): Promise<void>
  /** The first of its processes alone, while the others go on. */
  killOneAndRestart(): Promise<void>
  /** To the first of its processes. */
  signal(signal: NodeJS.Signals): void
  /** Ends it in order; gives its exit code. What it has written stays until `remove`. */
  stop(): Promise<number | null>
  remove(): Promise<void>
}

export type RigOptions = {
  readonly layout: LayoutName
  readonly environment: Readonly<Record<string, string>>
  readonly draw: () => number
}

/** Longer than any nemesis lasts, also on a machine that others keep busy. */
const requestTimeoutMs = 20_000

export async function startRig({ layout, environment, draw }: RigOptions): Promise<ExchangeRig> {
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-history-'))
  const relay = await openCuttingRelay(draw)
  const checkpoints = join(data, 'checkpoints')
  const start = async (): Promise<RunningExchange> => {
    const started = await startExchange({ data, layout, environment: { FX_CHECKPOINTS: checkpoints, ...environment } })
    relay.target(started.url)
    return started
  }
  let running = await start()
  let stopped: Promise<number | null> | undefined
  const exchange: RunningExchange = {
    ...running,
    url: relay.url,
    client: (token, organisation) =>
      createClient({
        baseUrl: relay.url,
        timeoutMs: requestTimeoutMs,
        ...(token && { authorization: () => `Bearer ${token}` }),
        ...(organisation && { organisation }),
      }),
  }
  return {
    exchange,
    relay,
    data,
    checkpoints,
    layout,
    async killAndRestart() {
      await running.kill()
      running = await start()
    },
    killOneAndRestart: () => running.replaceFirst(),
    signal: (signal) => void running.process.kill(signal),
    stop: () => (stopped ??= running.stop()),
    async remove() {
      await relay.close()
      await compositionUnderTest(data, layout).remove()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
