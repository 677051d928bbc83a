/** The ids of a lane's entries: the epoch of the relay that wrote it and a number, the same for a commit in all lanes. */

export type EntryId = string

/** Of a lane that never had an entry. */
export const noEntry: EntryId = '0-0'

const parts = (id: EntryId): readonly [number, number] => {
  const [epoch = '0', number = '0'] = id.split('-')
  return [Number(epoch), Number(number)]
}

/** Whether an entry was written before another. */
export const isBefore = (one: EntryId, other: EntryId): boolean => {
  const [[epoch, number], [otherEpoch, otherNumber]] = [parts(one), parts(other)]
  return epoch < otherEpoch || (epoch === otherEpoch && number < otherNumber)
}

/** The least id above this one. */
export const after = (id: EntryId): EntryId => {
  const [epoch, number] = parts(id)
  return `${epoch}-${number + 1}`
}
