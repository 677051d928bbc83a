/** Reads what a client sent over a live connection: a text that is one of the messages described, and nothing more. */
import { Compile } from 'typebox/compile'
import { accept, reject, type Result } from '../../kernel/result.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import { clientMessages, type ClientMessage } from './live-message-schemas.ts'

export type ReadClientMessage = (text: string) => Result<ClientMessage, Rejection>

export function createClientMessageReader(): ReadClientMessage {
  const checks = new Map(Object.entries(clientMessages).map(([type, schema]) => [type, Compile(schema)]))
  return (text) => {
    const message = parsed(text)
    const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined
    const check = typeof type === 'string' ? checks.get(type) : undefined
    // What its type's schema takes is one of them.
    return check?.Check(message) ? accept(message as ClientMessage) : reject(malformedMessage)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const malformedMessage: Rejection = {
  kind: 'malformed',
  code: 'live/malformed-message',
  detail: `A message is a JSON object whose type is one of ${Object.keys(clientMessages).join(', ')}, with the members described and no others.`,
}
