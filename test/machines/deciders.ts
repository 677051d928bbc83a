/** Finds whatever decides in the services' own sources, so that no machine is forgotten where all of them are tried. */
import { join } from 'node:path'
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { textFiles } from '../support/text-files.ts'

type AnyDecider = AnyAggregate['decider']

const DECLARED = /^export const (\w+): Decider</gm

/** Each by the file and the name that it is declared with: `export const NAME: Decider<…>`. */
export async function decidersOfServices(): Promise<ReadonlyMap<string, AnyDecider>> {
  const found = new Map<string, AnyDecider>()
  for (const { path, text } of textFiles((path) => /^src\/services\/.*[.]ts$/.test(path))) {
    const names = [...text.matchAll(DECLARED)].map(([, name = '']) => name)
    if (names.length === 0) continue
    const exported = (await import(join(process.cwd(), path))) as Record<string, AnyDecider>
    for (const name of names) found.set(`${path}: ${name}`, exported[name]!)
  }
  return found
}
