/** Reads how the folders of a house lean on each other, to find circles of rooms where no two files form one. */
import { posix } from 'node:path'
import { TEST_FILE } from './layers.ts'
import type { TextFile } from './text-files.ts'

/** A service, the gateway, the store: each has rooms, and files at its door, each of which is taken for itself. */
const HOUSE = /^src\/(?:services\/[^/]+|gateway|infrastructure\/store)\//

/** The rooms from which imports lead back to themselves, each with the room by which they come back; types count. */
export function roomCircles(files: readonly TextFile[]): readonly string[] {
  const leansOn = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    const house = HOUSE.exec(path)?.[0]
    if (house === undefined || TEST_FILE.test(path)) continue
    const roomOf = (file: string): string => (`${posix.dirname(file)}/` === house ? file : posix.dirname(file))
    const room = roomOf(path)
    const on = leansOn.get(room) ?? new Set()
    leansOn.set(room, on)
    for (const [, target = ''] of text.matchAll(/ from '(\.[^']+)'/g)) {
      const file = posix.join(posix.dirname(path), target)
      if (file.startsWith(house) && roomOf(file) !== room) on.add(roomOf(file))
    }
  }
  const reached = (from: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const next of leansOn.get(from) ?? []) if (!seen.has(next)) reached(next, seen.add(next))
    return seen
  }
  return [...leansOn].flatMap(([room, on]) =>
    [...on].filter((next) => reached(next).has(room)).map((next) => `${room} → ${next}`),
  )
}
