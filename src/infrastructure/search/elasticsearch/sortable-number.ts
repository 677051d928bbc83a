/** Numbers as texts of equal length that sort as the numbers do: one field can then hold any number of named ones. */
import { facetPrefix } from './facet-key.ts'

const view = new DataView(new ArrayBuffer(8))

/** Sixteen hexadecimal digits: the bits of an IEEE 754 double with the sign turned, all bits turned below zero. */
export function sortableNumber(value: number): string {
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigUint64(0)
  const sortable = bits >> 63n === 0n ? bits | (1n << 63n) : bits ^ 0xffff_ffff_ffff_ffffn
  return sortable.toString(16).padStart(16, '0')
}

export const numberKey = (name: string, value: number): string => facetPrefix(name) + sortableNumber(value)
