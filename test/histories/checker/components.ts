/** Tarjan's strongly connected components, without recursion: a long history would outgrow the stack. */

type Arc = { readonly from: number; readonly to: number }
type Frame = { readonly node: number; next: number }

/** For each node the number of its component; two nodes have the same one if each can be reached from the other. */
export function componentsOf(count: number, arcs: readonly Arc[]): readonly number[] {
  const onward = Array.from({ length: count }, (): number[] => [])
  for (const { from, to } of arcs) onward[from]!.push(to)
  const none = (): number[] => Array.from({ length: count }, () => -1)
  const [order, lowest, component] = [none(), none(), none()]
  const path: number[] = []
  let [visited, found] = [0, 0]
  const enter = (node: number): Frame => {
    order[node] = lowest[node] = visited
    visited += 1
    path.push(node)
    return { node, next: 0 }
  }
  const leave = (node: number): void => {
    if (lowest[node] !== order[node]) return
    for (let member = -1; member !== node;) component[(member = path.pop()!)] = found
    found += 1
  }
  for (let start = 0; start < count; start += 1) {
    if (order[start] !== -1) continue
    const frames = [enter(start)]
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const { node } = frame
      const next = onward[node]![frame.next]
      frame.next += 1
      if (next === undefined) {
        leave(node)
        frames.pop()
        const parent = frames.at(-1)?.node
        if (parent !== undefined) lowest[parent] = Math.min(lowest[parent]!, lowest[node]!)
      } else if (order[next] === -1) frames.push(enter(next))
      else if (component[next] === -1) lowest[node] = Math.min(lowest[node]!, order[next]!)
    }
  }
  return component
}
