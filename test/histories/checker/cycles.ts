/** Finds circles of dependencies and names each by Adya's classes: no serial order can hold what goes round in one. */
import type { Dependencies, Edge, EdgeKind } from './dependencies.ts'
import { componentsOf } from './components.ts'

type Class = 'G0' | 'G1c' | 'G-single' | 'G2-item'
/** `-realtime`: only the clock closes the circle; a serial order exists, but not one that anybody has seen. */
export type CycleName = Class | `${Class}-realtime`

export type Cycle = { readonly name: CycleName; readonly edges: readonly Edge[] }

/** What a circle of a class may be made of besides the edges that it begins with. */
const classes: readonly { readonly name: Class; readonly first: EdgeKind; readonly others: readonly EdgeKind[] }[] = [
  { name: 'G0', first: 'ww', others: ['ww'] },
  { name: 'G1c', first: 'wr', others: ['ww', 'wr'] },
  { name: 'G-single', first: 'rw', others: ['ww', 'wr'] },
  { name: 'G2-item', first: 'rw', others: ['ww', 'wr', 'rw'] },
]

/** At most one circle of each class for each knot of transactions: the shortest that was come upon first. */
export function findCycles({ count, edges }: Dependencies): readonly Cycle[] {
  return [
    ...knotsIn(
      count,
      edges.filter(({ kind }) => kind !== 'rt'),
      false,
    ),
    ...knotsIn(count, edges, true),
  ]
}

function knotsIn(count: number, edges: readonly Edge[], byClock: boolean): readonly Cycle[] {
  const component = componentsOf(count, edges)
  const within = edges.filter(({ from, to }) => component[from] === component[to])
  const knots = Map.groupBy(within, ({ from }) => component[from]!)
  return [...knots.values()].flatMap((knot) => classify(knot, byClock))
}

/** The gravest class alone: a knot with one bad circle has others that follow from it. */
function classify(knot: readonly Edge[], byClock: boolean): readonly Cycle[] {
  for (const { name, first, others } of classes) {
    const allowed = new Set<EdgeKind>(byClock ? [...others, 'rt'] : others)
    const cycle = circleOf(knot, first, allowed)
    if (!cycle) continue
    // What needs no clock has been told without it.
    if (byClock && cycle.every(({ kind }) => kind !== 'rt')) return []
    return [{ name: byClock ? `${name}-realtime` : name, edges: cycle }]
  }
  return []
}

function circleOf(knot: readonly Edge[], first: EdgeKind, allowed: ReadonlySet<EdgeKind>): readonly Edge[] | undefined {
  const onward = Map.groupBy(
    knot.filter(({ kind }) => allowed.has(kind)),
    ({ from }) => from,
  )
  for (const edge of knot) {
    if (edge.kind !== first) continue
    const back = shortestPath(onward, edge.to, edge.from)
    if (back) return [edge, ...back]
  }
  return undefined
}

/** Breadth first; each node is come to once. */
function shortestPath(
  onward: ReadonlyMap<number, readonly Edge[]>,
  from: number,
  to: number,
): readonly Edge[] | undefined {
  const cameBy = new Map<number, Edge>()
  const queue = [from]
  for (let next = 0; next < queue.length; next += 1) {
    for (const edge of onward.get(queue[next]!) ?? []) {
      if (cameBy.has(edge.to) || edge.to === from) continue
      cameBy.set(edge.to, edge)
      if (edge.to === to) return traceBack(cameBy, from, to)
      queue.push(edge.to)
    }
  }
  return undefined
}

function traceBack(cameBy: ReadonlyMap<number, Edge>, from: number, to: number): readonly Edge[] {
  const path: Edge[] = []
  for (let at = to; at !== from; at = path.at(-1)!.from) path.push(cameBy.get(at)!)
  return path.toReversed()
}
