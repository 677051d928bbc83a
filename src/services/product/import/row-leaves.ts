/** Lists the plain values of a row with the JSON pointer of each, so that nested rows have columns like flat ones. */

/** Rows nest values one or two deep (`per_100g.fat`, `names.fr`); what lies deeper is not a column. */
const DEPTH_MAX = 3

export type Leaf = readonly [pointer: string, value: unknown]

/** Texts, numbers, booleans and lists, depth first; nothing for empty objects. */
export const leavesOf = (row: Readonly<Record<string, unknown>>): Leaf[] => {
  const leaves: Leaf[] = []
  collect(row, '', 1, leaves)
  return leaves
}

const collect = (value: object, prefix: string, depth: number, leaves: Leaf[]): void => {
  for (const [key, inner] of Object.entries(value)) {
    const pointer = `${prefix}/${key.includes('~') || key.includes('/') ? escaped(key) : key}`
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      if (depth < DEPTH_MAX) collect(inner, pointer, depth + 1, leaves)
    } else leaves.push([pointer, inner])
  }
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
