/** Walks every record that has a past: how it was before it was made, how it is now, and how it was before a change. */
import { expect } from 'vitest'
import type { Operation } from './described-operations.ts'
import type { Company } from './open-trading-floor.ts'
import type { RawAnswer, SendRaw } from './send-raw.ts'

/** Where a record is read, and by whom. */
export type ReadPlace = { readonly operationId: string; readonly path: string; readonly token: string }

export const takesAsOf = ({ queryParameters }: Operation): boolean =>
  queryParameters.some(({ name }) => name === 'asOf')

/** A read of one thing; lists have a cursor. */
export const readsOne = ({ method, queryParameters }: Operation): boolean =>
  method === 'GET' && !queryParameters.some(({ name }) => name === 'cursor')

export const readAsOf = (send: SendRaw, { path, token }: Pick<ReadPlace, 'path' | 'token'>, asOf?: string) =>
  send({ path: asOf === undefined ? path : `${path}?asOf=${asOf}`, token })

/** Each by the first of the companies that is shown it. */
export async function readPlaces(
  operations: readonly Operation[],
  companies: readonly Company[],
  { send, pathOf }: { readonly send: SendRaw; readonly pathOf: (operation: Operation) => string },
): Promise<readonly ReadPlace[]> {
  const places: ReadPlace[] = []
  for (const operation of operations.filter(takesAsOf)) {
    const path = pathOf(operation)
    for (const { owner } of companies) {
      const { status } = await send({ path, token: owner.token })
      if (status === 200) {
        places.push({ operationId: operation.operationId, path, token: owner.token })
        break
      }
    }
  }
  return places
}

const shown = ({ status, text, headers }: RawAnswer) => ({ status, text, etag: headers.get('etag') })

/** What each place shows now: the same without a moment and with this one, in either version of the API. */
export async function expectNowAsThen(
  send: SendRaw,
  places: readonly ReadPlace[],
): Promise<ReadonlyMap<string, unknown>> {
  const bodies = new Map<string, unknown>()
  for (const { operationId, path, token } of places)
    for (const versioned of [path, path.replace('/v1/', '/v2/')]) {
      const at = { path: versioned, token }
      const [without, now] = [await readAsOf(send, at), await readAsOf(send, at, new Date().toISOString())]
      expect(shown(now), operationId).toEqual(shown(without))
      expect(without.status, operationId).toBe(200)
      if (versioned === path) bodies.set(operationId, without.text)
    }
  return bodies
}

type Change = readonly [method: string, below: string, bodyOf?: (shown: object) => object]

const reason = () => ({ reason: 'Thought better of it.' })
const rename = (shown: object) => ({ ...shown, name: 'Another name' })

/** One change to most kinds of records, by how they are read. */
export const changes: Readonly<Record<string, Change>> = {
  getSite: ['PUT', '', ({ id: _id, ...site }: { id?: string }) => rename(site)],
  getApprovalRules: ['PUT', '', () => ({ thresholds: [], delegations: [] })],
  getBudget: ['PUT', '', () => ({ limit: 7 })],
  getCustomerGroup: ['PUT', '', () => ({ name: 'Best friends', organisationIds: [] })],
  getPriceList: ['POST', '/withdraw'],
  getLot: ['POST', '/hold', reason],
  getWebhook: ['DELETE', ''],
  getRfqTemplate: ['DELETE', ''],
  getAward: ['POST', '/reject', reason],
  getSample: ['POST', '/decline', reason],
  getStandingOrder: ['POST', '/pause', reason],
  getQuote: ['POST', '/withdraw', () => ({})],
  getProduct: ['POST', '/publish'],
}

/** Makes those changes, each by whom its record is shown to. */
export async function changeThem(send: SendRaw, places: readonly ReadPlace[]): Promise<void> {
  for (const place of places) {
    const change = changes[place.operationId]
    if (!change) continue
    const [method, below, bodyOf] = change
    const { headers, body } = await readAsOf(send, place)
    const done = await send({
      method,
      path: place.path + below,
      token: place.token,
      headers: { 'if-match': headers.get('etag')! },
      ...(bodyOf && { body: bodyOf(body as object) }),
    })
    expect(done.status, `${place.operationId} ${done.text}`).toBeLessThan(300)
  }
}
