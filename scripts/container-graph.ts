/** Draws the container's graph as Mermaid: providers grouped by the part of the tree that declares them. */
import { embedded } from '../src/composition/embedded.ts'
import { exchange } from '../src/composition/services.ts'
import { authModule } from '../src/services/auth/index.ts'
import { inventoryModule } from '../src/services/inventory/index.ts'
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
}

/** Arrows go from what needs to what is needed; `log`, `clock` and the like, which all need, are left out. */
const everywhere = new Set(['log', 'clock', 'config', 'newId', 'random', 'secrets', 'dataFile', 'folder'])

export function drawContainerGraph(): string {
  const edges = embedded.edges().filter(([, needed]) => !everywhere.has(needed))
  const groups = new Map<string, string>()
  for (const name of embedded.names()) groups.set(name, 'ports')
  for (const name of exchange.names()) groups.set(name, 'gateway')
  for (const [name, module] of Object.entries(modules))
    for (const provided of module.names()) groups.set(provided, name)
  const names = [...new Set(edges.flat())].filter((name) => !everywhere.has(name))
  const byGroup = Map.groupBy(names, (name) => groups.get(name) ?? 'ports')
  const boxes = [...byGroup].map(
    ([group, inside]) => `  subgraph ${group}\n${inside.map((name) => `    ${name}`).join('\n')}\n  end`,
  )
  const arrows = edges.map(([from, needed]) => `  ${from} --> ${needed}`)
  return ['```mermaid', 'flowchart LR', ...boxes, ...arrows, '```'].join('\n')
}
