/** How things of the API are called in GraphQL: made from their names in REST, never chosen by hand. */

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** `Order` and `paymentTerms` are `OrderPaymentTerms`; of a list, what one of it is called. */
export const nestedTypeName = (parent: string, field: string, isList: boolean): string =>
  parent + capital(isList ? singular(field) : field)

/** A title as a type's name: letters and digits only. */
export const titledTypeName = (title: string): string => capital(title.replaceAll(/[^A-Za-z0-9]/g, ''))

/** `lines` → `line`, `deliveries` → `delivery`, `addresses` → `address`; what is no plural stays. */
export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

/** `getOrder` is asked for as `order`, `listOrders` as `orders`; what else is asked keeps its verb. */
export const queryName = (operationId: string): string => {
  const noun = /^(?:get|list)([A-Z].*)$/.exec(operationId)?.[1]
  return noun === undefined ? operationId : small(noun)
}

/** `supplierId` leads to the `supplier`, `supplierIds` to the `suppliers`; nothing else is a link. */
export const linkName = (field: string): string | undefined => {
  const [, one, many] = /^(?:(\w+)Id|(\w+)Ids)$/.exec(field) ?? []
  if (one !== undefined) return one
  return many === undefined ? undefined : `${many}s`
}

/** `/v1/orders/{orderId}/item-codes` under `/v1/orders/{orderId}` is the field `itemCodes`; deeper paths are none. */
export const subResourceName = (path: string, parent: string): string | undefined => {
  if (!path.startsWith(`${parent}/`)) return undefined
  const rest = path.slice(parent.length + 1)
  return /^[a-z][a-z-]*$/.test(rest)
    ? rest.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    : undefined
}

/** `in-transit` is `IN_TRANSIT`. Undefined where two values would have one name: such a list is no enum. */
export function enumNames(values: readonly string[]): ReadonlyMap<string, string> | undefined {
  const names = new Map<string, string>()
  for (const value of values) {
    const name = value
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase()
    const safe = /^[A-Z_]/.test(name) ? name : `_${name}`
    if (names.has(safe) || safe.startsWith('__') || ['TRUE', 'FALSE', 'NULL'].includes(safe)) return undefined
    names.set(safe, value)
  }
  return names
}
