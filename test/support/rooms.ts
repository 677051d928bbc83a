/** Reads how the folders of a service lean on each other, to find circles of rooms where no two files form one. */
import { posix } from 'node:path'
import { TEST_FILE } from './layers.ts'
import type { TextFile } from './text-files.ts'

const SERVICE = /^src\/services\/[^/]+\//

/** The rooms from which imports lead back to themselves, each with the room by which they come back; types count. */
export function roomCircles(files: readonly TextFile[]): readonly string[] {
  const leansOn = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    const service = SERVICE.exec(path)?.[0]
    if (service === undefined || TEST_FILE.test(path)) continue
    const room = posix.dirname(path)
    const on = leansOn.get(room) ?? new Set()
    leansOn.set(room, on)
    for (const [, target = ''] of text.matchAll(/ from '(\.[^']+)'/g)) {
      const other = posix.dirname(posix.join(room, target))
      if (other !== room && `${other}/`.startsWith(service)) on.add(other)
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
