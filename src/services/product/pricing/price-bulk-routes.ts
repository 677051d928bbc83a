/** The REST face of prices in bulk: a thousand to a request, fifty to a commit. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { checkTerms, priceId, type PriceTerms } from './price.ts'
import { assertOwnList } from './price-list-routes.ts'
import { ownerOf } from './price-routes.ts'
import { PriceListId, PutPricesBody, PutPricesReply } from './price-schemas.ts'
import { priceAggregate } from './price-view.ts'
import { productAggregate } from '../catalogue/product-view.ts'
import { unknownProduct } from '../catalogue/product.ts'

const tag = 'Prices'
const writers = { kind: 'member', roles: ['seller'] } as const

/** So many prices share a commit: enough to be quick, few enough that a conflict costs little. */
const pricesPerCommit = 50

type Wanted = { readonly productId: string } & PriceTerms

/** Refuses the whole request, by the field at fault, before anything of it is written. */
async function checkWanted(readState: ReadState, wanted: readonly Wanted[], supplierId: string): Promise<void> {
  const seen = new Set<string>()
  for (const [index, { productId, ...terms }] of wanted.entries()) {
    const at = (rejection: Rejection): Rejected => {
      const errors = rejection.errors ?? [{ pointer: '/productId', detail: rejection.detail }]
      return new Rejected({
        ...rejection,
        kind: 'invalid',
        errors: errors.map(({ pointer, detail }) => ({ pointer: `/prices/${index}${pointer}`, detail })),
      })
    }
    if (seen.has(productId)) throw at(namedTwice)
    seen.add(productId)
    const checked = checkTerms(terms)
    if (!checked.ok) throw at(checked.rejection)
    const { state } = await readState(productAggregate, productId)
    if (state.status === 'absent' || state.supplierId !== supplierId) throw at(unknownProduct)
  }
}

export const priceBulkRoute = ({
  execute,
  readState,
}: {
  readonly execute: Execute
  readonly readState: ReadState
}): Route =>
  route({
    method: 'POST',
    path: '/v1/price-lists/{priceListId}/prices',
    operationId: 'setPrices',
    tag,
    summary: 'Set up to 1,000 prices',
    description:
      'Each replaces what the list says of its product. All are checked before the first is written; a request that was cut off is sent again with its key.',
    access: writers,
    params: Type.Object({ priceListId: PriceListId }),
    body: PutPricesBody,
    reply: PutPricesReply,
    timeoutMs: 20_000,
    async handle({ params: { priceListId }, body, caller, intent }) {
      const supplierId = caller.acting.organisationId
      const wanted = body.prices as unknown as readonly Wanted[]
      await assertOwnList({ read: readState }, priceListId, supplierId)
      await checkWanted(readState, wanted, supplierId)
      let set = 0
      for (let start = 0; start < wanted.length; start += pricesPerCommit) {
        const part = wanted.slice(start, start + pricesPerCommit)
        let changed = 0
        const done = await execute(priceAggregate, partOf(intent, start), async (unit) => {
          changed = 0
          const list = await assertOwnList(unit, priceListId, supplierId)
          for (const { productId, ...terms } of part) {
            const id = priceId(priceListId, productId)
            const before = await unit.load(priceAggregate, id)
            const command = { type: 'set', at: unit.at, owner: ownerOf(priceListId, list, productId), terms } as const
            if ((await unit.decide(priceAggregate, id, command)) !== before.state) changed += 1
          }
          return priceId(priceListId, part[0]!.productId)
        })
        set += done.replayed ? part.length : changed
      }
      return { body: { set, unchanged: wanted.length - set } }
    },
  })

/** Each part of a request is repeatable by itself, so that one which was cut off goes on where it stopped. */
const partOf = (intent: Intent, start: number): Intent =>
  intent.repeat ? { ...intent, repeat: { ...intent.repeat, key: `${intent.repeat.key}.${start}` } } : intent

const namedTwice: Rejection = {
  kind: 'invalid',
  code: 'price/product-named-twice',
  detail: 'A product stands once in a request.',
}
