/** What every contract of the bus starts from: a log to publish from, and buses that remember what came before them. */
import { commitOf, newId } from '../infrastructure/store/store-under-test.ts'
import type { Store } from '../infrastructure/store/store.ts'
import type { ReadBody } from './bus-message.ts'
import type { EventBus, Message } from './event-bus.ts'

export type BusOptions = {
  readonly readBody?: ReadBody
  readonly log?: Pick<Store, 'readCommits' | 'findCommit' | 'head' | 'onAppended'>
}
/** Of every bus under test, whatever carries its messages. */
export const busDefaults = {
  readBody: ((_kind, recorded) => JSON.parse(recorded.body) as unknown) as ReadBody,
  now: Date.now,
  monotonicMs: () => performance.now(),
  random: Math.random,
  retryBaseMs: 10,
  failed: (group: string, error: unknown): void => {
    throw new Error(`${group} failed`, { cause: error })
  },
}

export type BusUnderTest = {
  readonly store: Store
  /** Opens a bus on what earlier ones left behind; retries begin within 10 ms. The one before must have stopped. */
  openBus(options?: BusOptions): EventBus
  dispose(): Promise<void>
}
export type OpenBusUnderTest = () => Promise<BusUnderTest>

/** Appends one commit of so many events to a stream and gives the ids of its messages. */
export async function publish(store: Store, stream: string, version: number, texts: readonly string[] = ['x']) {
  const events = texts.map((text) => ({
    type: `${stream.slice(0, stream.indexOf('-'))}/said`,
    schemaVersion: 1,
    body: JSON.stringify({ type: 'said', text }),
  }))
  const commit = commitOf(newId('cmt'), [], { extensions: [{ stream, version, events }], at: new Date().toISOString() })
  const { outcome } = await store.append(commit, [])
  if (outcome !== 'appended') throw new Error(`${stream}@${version}: ${outcome}`)
  return texts.map((_, n) => `${commit.id}/${n}`)
}

/** Remembers what a consumer was given, and lets a test wait for it. */
export function createCollector() {
  const messages: Message[] = []
  const waiting: { isMet: () => boolean; resolve: () => void }[] = []
  return {
    messages,
    ids: () => messages.map(({ id }) => id),
    texts: (stream?: string) =>
      messages
        .filter((message) => stream === undefined || message.stream === stream)
        .map(({ body }) => (body as { text: string }).text),
    add(...more: readonly Message[]): void {
      messages.push(...more)
      for (const one of waiting.splice(0)) {
        if (one.isMet()) one.resolve()
        else waiting.push(one)
      }
    },
    /** Resolves once so many messages have come. */
    reached: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const isMet = () => messages.length >= count
        if (isMet()) resolve()
        else waiting.push({ isMet, resolve })
      }),
  }
}
