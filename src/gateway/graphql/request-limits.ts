/** How much one GraphQL request may ask for; graphql-armor's defaults where it has one. */
import { Rejected } from '../../kernel/rejection.ts'

export const limits = {
  /** Levels of fields; `edges`, `node`, `nodes` and `pageInfo` of a connection are none. */
  depth: 6,
  /** Points: measure-document.ts says of what. */
  cost: 5_000,
  /** In the whole document, fragments included. */
  aliases: 15,
  directives: 50,
  tokens: 1_000,
  /** In characters, comments included. */
  text: 16_384,
  /** Requests in one array. */
  batch: 5,
} as const

type Limited = keyof typeof limits
const advice: Readonly<Record<Limited, string>> = {
  depth: 'levels of fields',
  cost: 'points: ask for shorter pages or fewer fields',
  aliases: 'aliases',
  directives: 'directives',
  tokens: 'tokens: send values as variables',
  text: 'characters',
  batch: 'requests in one array',
}

/** A document that asks for more than is given to one request. */
export const tooMuch = (limited: Limited, found?: number): Rejected =>
  new Rejected({
    kind: 'malformed',
    code: 'graphql/too-much',
    detail: `A request may have ${limits[limited]} ${advice[limited]}${found === undefined ? '' : `; this one has ${found}`}.`,
    facts: { limit: limited, atMost: limits[limited] },
  })
