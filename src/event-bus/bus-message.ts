/** Makes the messages of a commit: one for each event that is wanted, in the order in which the commit holds them. */
import {
  parseStreamName,
  type Commit,
  type Extension,
  type Position,
  type Recorded,
} from '../infrastructure/store/commit-log.ts'
import type { Interest, Message } from './event-bus.ts'

/** Where a message stands in the log, which keeps it: `ordinal` counts its commit's events. */
export type MessageRef = {
  readonly position: Position
  readonly ordinal: number
  readonly stream: string
  readonly at: string
}
export const refOf = ({ id, position, stream, at }: Message): MessageRef => ({
  position,
  ordinal: Number(id.slice(id.lastIndexOf('/') + 1)),
  stream,
  at,
})

/** Gives an event's body as this release knows it; throws when it cannot. */
export type ReadBody = (kind: string, recorded: Recorded) => unknown

/** The messages of a commit that somebody wants; the others are counted and not made. */
export const messagesOf = (commit: Commit, wants: Wants, readBody: ReadBody): readonly Message[] => {
  const messages: Message[] = []
  let ordinal = -1
  for (const extension of commit.extensions) {
    const { kind, id } = parseStreamName(extension.stream)
    for (const recorded of extension.events) {
      ordinal += 1
      if (!wants(kind, recorded.type)) continue
      const fields = { kind, streamId: id, id: `${commit.id}/${ordinal}` }
      messages.push(messageOf(commit, extension, recorded, fields, readBody))
    }
  }
  return messages
}

const messageOf = (
  { position, at, actor, cause, organisations }: Commit,
  { stream, version }: Extension,
  recorded: Recorded,
  { id, kind, streamId }: Pick<Message, 'id' | 'kind' | 'streamId'>,
  readBody: ReadBody,
): Message => {
  const { type, schemaVersion } = recorded
  const of = { stream, kind, streamId, version, position, at, actor, cause, organisations }
  return withLazyBody({ id, type, schemaVersion, ...of }, () => readBody(kind, recorded))
}

/** Read when a consumer asks for it: an event that nobody can read fails its own delivery and nothing else. */
const withLazyBody = (fields: Omit<Message, 'body'>, read: () => unknown): Message => {
  let body: { readonly value: unknown } | undefined
  return {
    ...fields,
    get body() {
      body ??= { value: read() }
      return body.value
    },
  }
}

/** Whether a consumer wants to hear of events of a type, in streams of a kind. */
export type Wants = (kind: string, type: string) => boolean

export const wantsOf = (interest: Interest): Wants => {
  if ('kinds' in interest) {
    const kinds = new Set(interest.kinds)
    return (kind) => kinds.has(kind)
  }
  const types = new Set(interest.eventTypes)
  return (_kind, type) => types.has(type)
}
