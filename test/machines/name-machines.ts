/** Names that one alone may have: SKUs, lot codes, GLNs, addresses and invoice numbers, free, one's own and another's. */
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { userEmailAggregate } from '../../src/services/auth/account/account-view.ts'
import { mailDomainAggregate, providerSubjectAggregate } from '../../src/services/auth/provider/provider-view.ts'
import { lotCodeAggregate } from '../../src/services/inventory/lot/lot-view.ts'
import { ownNumberAggregate } from '../../src/services/invoice/document/invoice-view.ts'
import { glnAggregate } from '../../src/services/organisation/organisation/organisation-view.ts'
import { skuAggregate } from '../../src/services/product/catalogue/product-view.ts'
import { reach, type AnyCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
/** How long what its holder has left is kept for it. */
const until = '2026-08-08T09:00:00.000Z'

type Named = {
  readonly name: string
  readonly aggregate: AnyAggregate
  /** What a holder is called in its commands. */
  readonly holder: string
  readonly types: readonly string[]
  readonly taken: string
}

/** Nobody claims a name by itself: it is taken with what is named, in the same commit. */
function nameMachine({ name, aggregate, holder, types, taken }: Named): Machine {
  const command =
    (type: string, id = 'mine') =>
    (when = at): AnyCommand =>
      ({ type, at: when, [holder]: id, ...(type === 'leave' && { until }) }) as AnyCommand
  const commands = Object.fromEntries(
    types.flatMap((type) => [
      [type, command(type)],
      [`${type}, by another`, command(type, 'theirs')],
    ]),
  )
  return {
    name,
    aggregate,
    states: {
      free: reach(aggregate, at),
      taken: reach(aggregate, at, command('claim')()),
      ...(types.includes('release') && {
        'free again': reach(aggregate, at, command('claim')(), command('release')()),
      }),
      ...(types.includes('leave') && {
        left: reach(aggregate, at, command('claim')(), command('leave')()),
        'left for good': reach(aggregate, until, command('claim')(), command('leave')()),
      }),
    },
    commands,
    inner: Object.keys(commands),
    besides: { [taken]: 'Whatever is not taken would be: the field that names it is pointed at.' },
  }
}

export const nameMachines: readonly Machine[] = [
  {
    name: 'e-mail address',
    aggregate: userEmailAggregate,
    holder: 'accountId',
    types: ['claim', 'release', 'leave'],
    taken: 'auth/email-taken',
  },
  {
    name: 'mail domain of an identity provider',
    aggregate: mailDomainAggregate,
    holder: 'organisationId',
    types: ['claim', 'release'],
    taken: 'auth/domain-taken',
  },
  {
    name: 'person of an identity provider',
    aggregate: providerSubjectAggregate,
    holder: 'userId',
    types: ['claim', 'release'],
    taken: 'auth/identity-taken',
  },
  {
    name: 'GLN',
    aggregate: glnAggregate,
    holder: 'organisationId',
    types: ['claim', 'release'],
    taken: 'organisation/gln-taken',
  },
  { name: 'SKU', aggregate: skuAggregate, holder: 'productId', types: ['claim'], taken: 'product/sku-taken' },
  { name: 'lot code', aggregate: lotCodeAggregate, holder: 'lotId', types: ['claim'], taken: 'lot/code-taken' },
  {
    name: 'invoice number of a seller’s own',
    aggregate: ownNumberAggregate,
    holder: 'documentId',
    types: ['claim'],
    taken: 'invoice/number-taken',
  },
].map(nameMachine)
