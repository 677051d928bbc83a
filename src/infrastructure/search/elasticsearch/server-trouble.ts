/** What went wrong with the server, told twice: to the caller as a refusal, to the operator with cause and remedy. */
import { errors } from '@elastic/elasticsearch'
import { Rejected } from '../../../kernel/rejection.ts'

export type ServerTrouble = {
  readonly code: 'search/unavailable' | 'search/read-only'
  /** For the operator: the cause and what helps. */
  readonly cause: string
}

/** Carries what one item of a bulk told up to where calls are watched. */
export class InTrouble extends Error {
  override name = 'InTrouble'
  readonly trouble: ServerTrouble
  constructor(trouble: ServerTrouble) {
    super(trouble.cause)
    this.trouble = trouble
  }
}

const readOnly =
  'Elasticsearch has made the index read-only, as it does when a disk is fuller than the flood-stage watermark (95 %). ' +
  'Free disk space or add a node; the block then lifts by itself. If it was set by hand: ' +
  'PUT <index>/_settings {"index.blocks.read_only_allow_delete": null, "index.blocks.write": null, "index.blocks.read_only": null}.'

const refused =
  'Elasticsearch refuses the credentials. Put the right user and password (https://user:password@host:9200), or an API ' +
  'key, into the configuration; the account needs the privileges "manage" and "all" on the indices of the exchange.'

/** Undefined for what is not the server's trouble but a mistake of this adapter's. */
export function troubleOf(error: unknown): ServerTrouble | undefined {
  if (error instanceof InTrouble) return error.trouble
  if (error instanceof errors.ResponseError) return troubleOfStatus(error.statusCode ?? 0, error.message)
  if (error instanceof errors.ProductNotSupportedError)
    return unavailable('What answers at ELASTICSEARCH_URL is not Elasticsearch, version 8 or 9. Correct the address.')
  if (error instanceof errors.TimeoutError)
    return unavailable(`Elasticsearch did not answer in time (${error.message}). Look at its load and its logs.`)
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError)
    return unavailable(`Elasticsearch cannot be reached (${error.message}). Start it, or correct ELASTICSEARCH_URL.`)
  return undefined
}

const unavailable = (cause: string): ServerTrouble => ({ code: 'search/unavailable', cause })

/** Also for one item of a bulk, which has a status and a reason of its own. */
export function troubleOfStatus(status: number, reason: string): ServerTrouble | undefined {
  if (reason.includes('cluster_block_exception') || reason.includes('blocked by: [FORBIDDEN'))
    return { code: 'search/read-only', cause: readOnly }
  if (status === 401 || status === 403) return unavailable(`${refused} It said: ${reason.slice(0, 300)}`)
  if (status === 429) return unavailable('Elasticsearch has more to do than its queues hold (429). Give it more CPU.')
  if (status >= 500 || status === 408) return unavailable(`Elasticsearch answers ${status}: ${reason.slice(0, 300)}`)
  return undefined
}

/** What the caller gets to know. */
export function refusalOf({ code }: ServerTrouble): Rejected {
  const detail =
    code === 'search/read-only'
      ? 'Search cannot take up changes at the moment: its index is read-only. The operator has been told what helps.'
      : 'Search is not available at the moment; all else works. Try again in a few seconds.'
  return new Rejected({ kind: 'unavailable', code, detail })
}

/** Whether the index, or its alias, or a point in time, is gone: it was swapped for another, or removed by hand. */
export const isGone = (error: unknown): boolean =>
  error instanceof errors.ResponseError &&
  error.statusCode === 404 &&
  /index_not_found|search_context_missing|no such index|is not an alias|aliases_not_found|alias.*missing/.test(
    error.message,
  )

/** Whether the index that was to be made is there already. */
export const isThere = (error: unknown): boolean =>
  error instanceof errors.ResponseError && error.message.includes('resource_already_exists')

/** Whether a point in time is not one of this server's: it runs out after a while, and a cursor comes from outside. */
export const isUnknownSnapshot = (error: unknown): boolean =>
  error instanceof errors.ResponseError && (error.statusCode === 404 || error.statusCode === 400)
