/** Finds what stands at a plain path, as the router would; whatever is written in an unusual way it leaves to the router. */
import { parameterMaxLength } from './other-methods.ts'

export type PathFinder<T> = {
  /** @param url  as the router has it: `/v1/orders/:orderId` */
  add(url: string, value: T): void
  find(path: string): Found<T> | undefined
}
export type Found<T> = { readonly value: T; readonly params: Readonly<Record<string, string>> }

type Place<T> = { readonly fixed: Map<string, Place<T>>; any?: Place<T>; end?: End<T> }
type End<T> = { readonly value: T; readonly names: readonly string[] }

/** What has to be decoded, a query, and what different readers end a path at. */
const unusual = /[%?#;]/
const nothing = {}

export function createPathFinder<T>(): PathFinder<T> {
  const whole = new Map<string, Found<T>>()
  const root = emptyPlace<T>()
  return {
    add(url, value) {
      const names: string[] = []
      let place = root
      for (const part of url.slice(1).split('/')) {
        if (part.startsWith(':')) {
          names.push(part.slice(1))
          place = place.any ??= emptyPlace()
        } else place = placeAt(place, part)
      }
      place.end = { value, names }
      if (names.length === 0) whole.set(url, { value, params: nothing })
    },
    find(path) {
      const known = whole.get(path)
      if (known !== undefined || unusual.test(path)) return known
      return walk(root, path)
    },
  }
}

/** What has a name goes before what has any; no way back from it: the router knows whether there is one. */
function walk<T>(root: Place<T>, path: string): Found<T> | undefined {
  const values: string[] = []
  let place = root
  for (const part of path.slice(1).split('/')) {
    const fixed = place.fixed.get(part)
    const next = fixed ?? place.any
    if (next === undefined || part === '' || part.length > parameterMaxLength) return undefined
    if (fixed === undefined) values.push(part)
    place = next
  }
  const { end } = place
  if (end === undefined) return undefined
  const params: Record<string, string> = {}
  for (const [at, name] of end.names.entries()) params[name] = values[at]!
  return { value: end.value, params }
}

const emptyPlace = <T>(): Place<T> => ({ fixed: new Map() })

function placeAt<T>(place: Place<T>, part: string): Place<T> {
  const known = place.fixed.get(part)
  if (known) return known
  const made = emptyPlace<T>()
  place.fixed.set(part, made)
  return made
}
