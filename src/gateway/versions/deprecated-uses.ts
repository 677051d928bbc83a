/**
 * Who still uses what is deprecated, so that they can be told before it ends: counted by client and route in a bounded
 * map, since a client names itself.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { actingOrganisation, type Caller } from '../../kernel/caller.ts'

export type DeprecatedUse = {
  readonly organisationId: string | undefined
  /** An API key's id; else what the client calls itself; `unknown`, or `others` where too many have been seen. */
  readonly client: string
  /** As the API's description names it: `GET /v1/orders/{orderId}`. */
  readonly route: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
}

export type DeprecatedUses = {
  readonly count: (route: string, caller: Caller | undefined, headers: IncomingHttpHeaders) => void
  /** Of this process, since it started: those that were used last first; an organisation's own, or everybody's. */
  readonly list: (organisationId?: string) => readonly DeprecatedUse[]
}

export type DeprecatedUsesNeeds = {
  /** UTC now, ISO 8601. */
  readonly now: () => string
  readonly log: UseLog
  /** So many uses are told apart; what comes besides is counted by route alone. */
  readonly usesMax?: number
}

type UseLog = { info(line: object, text: string): void }
type Counted = { -readonly [Name in keyof DeprecatedUse]: DeprecatedUse[Name] }

export function createDeprecatedUses({ now, log, usesMax = 4_096 }: DeprecatedUsesNeeds): DeprecatedUses {
  const uses = new Map<string, Counted>()
  const useOf = (route: string, organisationId: string | undefined, client: string, at: string): Counted => {
    const key = `${route} ${organisationId ?? ''} ${client}`
    const known = uses.get(key)
    if (known) return known
    // Of all routes together there is one more for each at most.
    if (uses.size >= usesMax && client !== others) return useOf(route, undefined, others, at)
    const use = { organisationId, client, route, count: 0, firstAt: at, lastAt: '' }
    uses.set(key, use)
    return use
  }
  /** A caller who is known comes as the same value each time, and mostly asks the same again. */
  const last = new WeakMap<Caller, { readonly route: string; readonly named: unknown; readonly use: Counted }>()
  const findUse = (route: string, caller: Caller | undefined, headers: IncomingHttpHeaders, at: string): Counted => {
    const named = nameIn(headers)
    const before = caller && last.get(caller)
    if (before && before.route === route && before.named === named) return before.use
    const use = useOf(route, caller && actingOrganisation(caller), clientOf(caller, named), at)
    if (caller) last.set(caller, { route, named, use })
    return use
  }
  return {
    count(route, caller, headers) {
      const at = now()
      const use = findUse(route, caller, headers, at)
      // Once a day, for those who read the log.
      if (use.count === 0 || !at.startsWith(use.lastAt.slice(0, dayLength))) tell(log, use)
      use.count += 1
      use.lastAt = at
    },
    list(organisationId) {
      const all = [...uses.values()]
      const asked = organisationId === undefined ? all : all.filter((use) => use.organisationId === organisationId)
      return lastFirst(asked).map((use) => ({ ...use }))
    },
  }
}

export const lastFirst = <Use extends Pick<DeprecatedUse, 'lastAt'>>(uses: readonly Use[]): readonly Use[] =>
  uses.toSorted((one, other) => Number(one.lastAt < other.lastAt) - Number(one.lastAt > other.lastAt))

/** Who is counted by route alone. */
export const others = 'others'
const dayLength = 'YYYY-MM-DD'.length

const tell = (log: UseLog, { route, client, organisationId: organisation }: DeprecatedUse): void =>
  log.info({ event: 'deprecated-use', route, client, organisation }, 'a deprecated route is used')

/** A key is known by its id; anybody else is who they say they are, in a few characters that need no escaping. */
const nameIn = (headers: IncomingHttpHeaders) => headers['fx-client'] ?? headers['user-agent']

function clientOf(caller: Caller | undefined, named: string | string[] | undefined): string {
  if (caller?.kind === 'api-key') return caller.keyId
  return typeof named === 'string'
    ? (/^[\w.@-]{1,40}/.exec(named.replace(/^@foodxchange\//, ''))?.[0] ?? unknown)
    : unknown
}
const unknown = 'unknown'
