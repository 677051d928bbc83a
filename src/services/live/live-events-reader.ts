/** Makes of a commit what one organisation is told of it: each stream's own aggregate says whether it takes part. */
import { hash } from 'node:crypto'
import { parseStreamName, type Commit, type Extension, type StreamName } from '../../infrastructure/store/commit-log.ts'
import { outwardType, type AnyOutwardEvents } from '../../kernel/outward-events.ts'
import type { LiveEvent } from './next-events.ts'

/** A record as it is, and who takes part in it. */
export type Standing = { readonly state: unknown; readonly organisations: readonly string[] }

export type LiveEventsNeeds = {
  readonly declared: readonly AnyOutwardEvents[]
  /** At least as new as what was heard of. */
  readonly standingOf: (stream: StreamName) => Promise<Standing>
}

export type ReadLiveEvents = (commit: Commit, organisationId: string) => Promise<readonly LiveEvent[]>

export function createLiveEventsReader({ declared, standingOf }: LiveEventsNeeds): ReadLiveEvents {
  const byKind = new Map(declared.map((one) => [one.kind, one]))

  const ofExtension = async (
    { id: commitId, at, position }: Commit,
    { stream, version, events }: Extension,
    organisationId: string,
  ): Promise<readonly LiveEvent[]> => {
    const { kind, id } = parseStreamName(stream)
    const outward = byKind.get(kind)
    if (!outward || !events.some(({ type }) => type in outward.events)) return []
    const { state, organisations } = await standingOf(stream)
    if (!organisations.includes(organisationId)) return []
    const subject = outward.subject(id)
    return events.flatMap(({ type }, n) => {
      const allowed = Object.hasOwn(outward.events, type) ? outward.events[type] : undefined
      if (allowed === undefined) return []
      if (typeof allowed === 'object' && !allowed.to(state).includes(organisationId)) return []
      const eventId = `evt_${hash('sha256', [commitId, stream, n, organisationId].join('\n'), 'hex').slice(0, 32)}`
      return [{ id: eventId, type: outwardType(type), organisationId, subject, version, at, asOf: position }]
    })
  }

  return async (commit, organisationId) => {
    if (!commit.organisations.includes(organisationId)) return []
    const told = await Promise.all(commit.extensions.map((one) => ofExtension(commit, one, organisationId)))
    return told.flat()
  }
}
