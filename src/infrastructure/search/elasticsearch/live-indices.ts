/** Which index is read and which are written: an alias for each, so that a new index takes over between two requests. */
import { randomBytes } from 'node:crypto'
import type { Client } from '@elastic/elasticsearch'
import { indexMappings, indexSettings, mappingVersion } from './index-definition.ts'
import { isGone, isThere } from './server-trouble.ts'

export type LiveIndices = {
  /** The alias that is read. */
  readonly read: string
  /** Makes the first index if there is none. Asks the server once, and again after `forget`. */
  readonly ensure: () => Promise<void>
  /** To be called when an index turned out to be gone. */
  readonly forget: () => void
  /** The indices to be written: one, and a second while it is being filled. */
  readonly written: () => Promise<readonly string[]>
  /**
   * Makes an empty index that is neither read nor written. Gives its name, which no index had before: whoever still
   * writes to one that was dropped meanwhile must find it gone, not another in its place.
   */
  readonly create: (options: { readonly refreshInterval: string }) => Promise<string>
  /** From now on every change is written to this index too. */
  readonly alsoWrite: (index: string) => Promise<void>
  /** In one step: this index alone is read and written, all others are deleted. */
  readonly takeOver: (index: string) => Promise<void>
  /** Deletes an index that did not take over. */
  readonly drop: (index: string) => Promise<void>
  /** Deletes what is written but not read: it was being filled when its process ended. */
  readonly dropUnread: () => Promise<void>
  /** Refreshed every second again, and now. */
  readonly settle: (index: string) => Promise<void>
  /** The mapping that the index now read was made for; undefined where there is none. */
  readonly mapping: () => Promise<number | undefined>
}

/**
 * Writes go through an alias of the index's own, and ask that it be one: a write that comes after the index was
 * deleted then fails, where its plain name would make a new index without a mapping.
 */
export const entryOf = (index: string): string => `${index}-entry`

const attemptsMax = 5

export function createLiveIndices(client: Client, name: string, replicas: number): LiveIndices {
  const [read, write] = [`${name}-read`, `${name}-write`]
  let ensured: Promise<void> | undefined

  const all = async (): Promise<readonly string[]> =>
    Object.keys(await client.indices.getAlias({ index: `${name}-v*`, ignore_unavailable: true })).toSorted()

  const behind = async (alias: string): Promise<readonly string[]> => {
    try {
      return Object.keys(await client.indices.getAlias({ name: alias })).toSorted()
    } catch (error) {
      if (isGone(error)) return []
      throw error
    }
  }

  const make = async (index: string, aliases: readonly string[], refreshInterval: string): Promise<void> => {
    await client.indices.create({
      index,
      settings: { ...indexSettings(replicas), refresh_interval: refreshInterval },
      mappings: indexMappings as never,
      aliases: Object.fromEntries([entryOf(index), ...aliases].map((alias) => [alias, {}])),
    })
  }

  /** Of processes that start at once, one makes the index and the others find it. */
  const ensureOnce = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      if ((await behind(read)).length > 0) return
      try {
        await make(nextName(name, await all()), [read, write], '1s')
        return
      } catch (error) {
        if (!isThere(error) || attempt === attemptsMax) throw error
      }
    }
  }

  return {
    read,
    ensure: () => {
      ensured ??= ensureOnce().catch((error: unknown) => {
        ensured = undefined
        throw error
      })
      return ensured
    },
    forget: () => {
      ensured = undefined
    },
    written: () => behind(write),
    create: async ({ refreshInterval }) => {
      for (let attempt = 1; ; attempt++) {
        const index = `${nextName(name, await all())}-${randomBytes(4).toString('hex')}`
        try {
          await make(index, [], refreshInterval)
          return index
        } catch (error) {
          if (!isThere(error) || attempt === attemptsMax) throw error
        }
      }
    },
    alsoWrite: async (index) => {
      await client.indices.updateAliases({ actions: [{ add: { index, alias: write } }] })
    },
    takeOver: async (index) => {
      const others = (await all()).filter((other) => other !== index)
      await client.indices.updateAliases({
        actions: [
          { add: { index, alias: read } },
          { add: { index, alias: write } },
          ...others.map((other) => ({ remove_index: { index: other } })),
        ],
      })
    },
    drop: async (index) => {
      await client.indices.delete({ index, ignore_unavailable: true })
    },
    dropUnread: async () => {
      const serving = new Set(await behind(read))
      for (const index of await behind(write)) if (!serving.has(index)) await client.indices.delete({ index })
    },
    settle: async (index) => {
      await client.indices.putSettings({ index, settings: { refresh_interval: '1s' } })
      await client.indices.refresh({ index })
    },
    mapping: async () => {
      const [index] = await behind(read)
      return index === undefined ? undefined : Number(index.slice(`${name}-v`.length).split('-')[0])
    },
  }
}

/** Numbered on. Processes that make the first one at once agree on its name, so that one of them succeeds. */
function nextName(name: string, known: readonly string[]): string {
  const numbers = known.map((index) => Number(index.slice(`${name}-v`.length).split('-')[1]))
  const last = Math.max(0, ...numbers.filter(Number.isSafeInteger))
  return `${name}-v${mappingVersion}-${String(last + 1).padStart(6, '0')}`
}
