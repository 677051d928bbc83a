/**
 * Brings what each process has counted of deprecated uses to where all of them add up and no restart forgets: now and
 * then, some hundred at a time, so that a request costs what it cost before.
 */
import { Rejected } from '../../kernel/rejection.ts'
import type { Added, Tallied, Tally } from '../../infrastructure/tally/tally.ts'
import { lastFirst, others, type DeprecatedUse, type DeprecatedUses } from './deprecated-uses.ts'

export type KeptDeprecatedUses = {
  /**
   * Of all processes, those of others some seconds late: the last used first; an organisation's own, or everybody's.
   * Throws `Rejected` where what keeps them is away.
   */
  readonly list: (organisationId?: string) => Promise<readonly DeprecatedUse[]>
  /** Brings what is counted and ends. */
  readonly close: () => Promise<void>
}

export type KeepDeprecatedUsesNeeds = {
  readonly uses: Pick<DeprecatedUses, 'list'>
  readonly tally: Tally
  readonly log: { error(line: object, text: string): void }
  readonly everyMs?: number
}

export function keepDeprecatedUses({ uses, tally, log, everyMs = 5_000 }: KeepDeprecatedUsesNeeds): KeptDeprecatedUses {
  /** What of a use is there already, by its key: as many as there are uses. */
  const brought = new Map<string, number>()
  const bring = async (): Promise<void> => {
    const added = uses.list().flatMap((use): readonly Added[] => {
      const key = keyOf(use)
      const count = use.count - (brought.get(key) ?? 0)
      if (count === 0) return []
      const { route, firstAt, lastAt } = use
      return [{ key, otherwise: keyOf({ route, organisationId: undefined, client: others }), count, firstAt, lastAt }]
    })
    if (added.length === 0) return
    await tally.add(added)
    for (const { key, count } of added) brought.set(key, (brought.get(key) ?? 0) + count)
  }
  let last = Promise.resolve()
  /** One at a time: two at once would bring the same twice. */
  const bringNext = (): Promise<void> => (last = last.then(bring, bring))
  const bringQuietly = (): Promise<void> =>
    bringNext().catch((error: unknown) => {
      // That a server is away its connection tells; what was counted goes with the next.
      if (!(error instanceof Rejected)) log.error({ err: error }, 'deprecated uses were not kept')
    })
  const timer = setInterval(() => void bringQuietly(), everyMs).unref()
  return {
    async list(organisationId) {
      await bringNext()
      const all = (await tally.all()).map(useOf)
      return lastFirst(organisationId === undefined ? all : all.filter((use) => use.organisationId === organisationId))
    },
    async close() {
      clearInterval(timer)
      await bringQuietly()
    },
  }
}

const keyOf = ({ route, organisationId, client }: Pick<DeprecatedUse, 'route' | 'organisationId' | 'client'>): string =>
  JSON.stringify([route, client, ...(organisationId === undefined ? [] : [organisationId])])

function useOf({ key, ...counted }: Tallied): DeprecatedUse {
  // As `keyOf` wrote it.
  const [route, client, organisationId] = JSON.parse(key) as [string, string, string?]
  return { route, client, organisationId, ...counted }
}
