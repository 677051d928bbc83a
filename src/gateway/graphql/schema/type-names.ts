/** Gives each type a name of its own: what is the same by name and fields is one type, whatever its bounds. */
import { GraphQLEnumType } from 'graphql'
import { enumNames } from '../operations/names.ts'

export type TypeNames<Type> = {
  /** @param shape  equal for what may be one type */
  readonly named: (wanted: string, shape: string, make: (name: string) => Type) => Type
}

export function createTypeNames<Type>(taken: Set<string>): TypeNames<Type> {
  const made = new Map<string, { readonly shape: string; readonly type: Type }>()
  return {
    named(wanted, shape, make) {
      for (let number = 1; ; number += 1) {
        const name = number === 1 ? wanted : `${wanted}${number}`
        const known = made.get(name)
        if (known?.shape === shape) return known.type
        if (known || taken.has(name)) continue
        taken.add(name)
        const type = make(name)
        made.set(name, { shape, type })
        return type
      }
    },
  }
}

/** Undefined where values have no names of their own. */
export function enumType(
  names: TypeNames<GraphQLEnumType>,
  wanted: string,
  values: readonly string[],
): GraphQLEnumType | undefined {
  const byName = enumNames(values)
  if (!byName) return undefined
  const config = Object.fromEntries(Array.from(byName, ([name, value]) => [name, { value }]))
  return names.named(wanted, values.join(' '), (name) => new GraphQLEnumType({ name, values: config }))
}
