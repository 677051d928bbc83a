/** What form a reply has, whatever it says: members by name, and what stands in them. */

/** `any` where it was sometimes one thing and sometimes another; of a list, what all of its items have. */
export type Shape = 'string' | 'number' | 'boolean' | 'any' | readonly Shape[] | { readonly [member: string]: Shape }

export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(common)]
  if (value === null || value === undefined) return 'any'
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shapeOf(item)]))
  // JSON has no other.
  return typeof value as 'string' | 'number' | 'boolean'
}

function common(one: Shape, other: Shape): Shape {
  if (isList(one) && isList(other)) {
    // Where one of them is empty, it is no matter whether the next is.
    return one.length === 0 || other.length === 0 ? [] : [common(one[0]!, other[0]!)]
  }
  if (isMembers(one) && isMembers(other)) {
    const shared = Object.keys(one).filter((name) => name in other)
    return Object.fromEntries(shared.map((name) => [name, common(one[name]!, other[name]!)]))
  }
  return one === other ? one : 'any'
}

/** Where a value lacks something of a shape, by JSON pointer. What it has besides is no matter. */
export function lacksOf(shape: Shape, value: unknown, pointer = ''): readonly string[] {
  if (shape === 'any') return []
  if (isList(shape)) {
    if (!Array.isArray(value)) return [`${pointer} is no list`]
    const [item] = shape
    if (item === undefined) return []
    if (value.length === 0) return [`${pointer} is empty`]
    return value.flatMap((each, index) => lacksOf(item, each, `${pointer}/${index}`))
  }
  if (isMembers(shape)) {
    if (typeof value !== 'object' || value === null) return [`${pointer} is no object`]
    return Object.entries(shape).flatMap(([name, member]) => {
      const has = (value as Readonly<Record<string, unknown>>)[name]
      return has === undefined ? [`${pointer}/${name} is gone`] : lacksOf(member, has, `${pointer}/${name}`)
    })
  }
  return typeof value === shape ? [] : [`${pointer} is no ${shape}`]
}

const isList = (shape: Shape): shape is readonly Shape[] => Array.isArray(shape)
const isMembers = (shape: Shape): shape is { readonly [member: string]: Shape } =>
  typeof shape === 'object' && !isList(shape)
