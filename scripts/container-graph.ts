/** Draws the container's graph as Mermaid: a box for each service, since what is inside is its own business, and one for each port. */
import { embedded } from '../src/composition/embedded.ts'
import { exchange } from '../src/composition/services.ts'
import { authModule } from '../src/services/auth/index.ts'
import { inventoryModule } from '../src/services/inventory/index.ts'
import { invoiceModule } from '../src/services/invoice/index.ts'
import { orderModule } from '../src/services/order/index.ts'
import { organisationModule } from '../src/services/organisation/index.ts'
import { productModule } from '../src/services/product/index.ts'
import { rfqModule } from '../src/services/rfq/index.ts'

const modules = {
  auth: authModule,
  organisation: organisationModule,
  product: productModule,
  inventory: inventoryModule,
  rfq: rfqModule,
  order: orderModule,
  invoice: invoiceModule,
}

/** Arrows go from what needs to what is needed; `log`, `clock` and the like, which all need, are left out. */
const everywhere = new Set(['log', 'clock', 'config', 'newId', 'random', 'secrets', 'dataFile', 'folder'])

function drawContainerGraph(): string {
  const boxOf = new Map<string, string>()
  for (const name of exchange.names()) boxOf.set(name, 'gateway')
  for (const [service, module] of Object.entries(modules)) for (const name of module.names()) boxOf.set(name, service)
  const box = (name: string): string => boxOf.get(name) ?? name
  const arrows = embedded
    .edges()
    .filter(([, needed]) => !everywhere.has(needed))
    .map(([from, needed]) => [box(from), box(needed)] as const)
    .filter(([from, needed]) => from !== needed)
    .map(([from, needed]) => `  ${from} --> ${needed}`)
  const services = Object.keys(modules).map((name) => `  ${name}([${name}])`)
  return ['```mermaid', 'flowchart LR', '  gateway[[gateway]]', ...services, ...new Set(arrows), '```'].join('\n')
}

const marks = /(<!-- graph -->\n).*(<!-- \/graph -->)/s

/** A page with the picture of today between its two marks. Throws when it has no marks. */
export function withContainerGraph(page: string): string {
  if (!marks.test(page)) throw new Error('The page has no place for the graph: <!-- graph --> … <!-- /graph -->.')
  return page.replace(marks, (_all, before: string, after: string) => `${before}${drawContainerGraph()}\n${after}`)
}
