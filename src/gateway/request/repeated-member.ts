/** Of two members of one name, JSON leaves open which counts: a proxy before us may have read the other one. */

/** How many members a value that was parsed has, at every level. Bounded by the depth that a body may have. */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) {
    let inItems = 0
    for (const item of value) inItems += countMembers(item)
    return inItems
  }
  const names = Object.keys(value)
  let count = names.length
  for (const name of names) count += countMembers((value as Record<string, unknown>)[name])
  return count
}

/** Names of an object, or where in an array one is. */
type Level = { readonly names: Set<string> | undefined; at: string | number }

/** The way to the first member whose name stands before it already, in JSON that was parsed; undefined where none does. */
export function findRepeatedMember(text: string): readonly (string | number)[] | undefined {
  const levels: Level[] = []
  // Texts, and what stands between them; a text before a colon is a name.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\],]/g)) {
    const level = levels.at(-1)
    if (token === '{') levels.push({ names: new Set(), at: '' })
    else if (token === '[') levels.push({ names: undefined, at: 0 })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',') {
      if (typeof level?.at === 'number') level.at += 1
    } else if (level?.names && token.endsWith(':')) {
      level.at = JSON.parse(token.slice(0, -1)) as string
      if (level.names.has(level.at)) return levels.map(({ at }) => at)
      level.names.add(level.at)
    }
  }
  return undefined
}
