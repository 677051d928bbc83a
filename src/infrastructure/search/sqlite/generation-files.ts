/**
 * The files of an embedded index: a new generation is filled beside the one that serves, in a file of its own number, and
 * serves once it says that it is whole. So a crash at any moment leaves one that is.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** In the header of a file that has all documents: `FXSI`. */
const whole = 0x46585349

const fileOf = (base: string, number: number): string => (number === 0 ? base : base.replace(/\.db$/, `-${number}.db`))

/** Gives the generation that serves, and removes what others have left. The first is made where there is none. */
export function findGeneration(base: string): { readonly number: number; readonly path: string } {
  const numbers = generationsOf(base)
  const number = numbers.find((one) => one === 0 || isWhole(fileOf(base, one))) ?? 0
  for (const other of numbers) if (other !== number) removeGeneration(fileOf(base, other))
  return { number, path: fileOf(base, number) }
}

export const generationAfter = (base: string, number: number): { readonly number: number; readonly path: string } => ({
  number: number + 1,
  path: fileOf(base, number + 1),
})

/** From here on the next start finds it. */
export function declareWhole(path: string): void {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  try {
    database.exec(`PRAGMA application_id = ${whole}; PRAGMA wal_checkpoint(FULL)`)
  } finally {
    database.close()
  }
}

/** Of an index that nobody has open. */
export function removeGeneration(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
}

/** The newest first. */
function generationsOf(base: string): readonly number[] {
  const stem = basename(base).replace(/\.db$/, '-')
  const numbers = readdirSync(dirname(base)).flatMap((name) => {
    const number = name.startsWith(stem) ? /^(\d{1,9})\.db$/.exec(name.slice(stem.length))?.[1] : undefined
    return number === undefined ? [] : [Number(number)]
  })
  numbers.sort((one, other) => other - one)
  return existsSync(join(base)) ? [...numbers, 0] : numbers
}

function isWhole(path: string): boolean {
  const database = new DatabaseSync(path)
  try {
    return (database.prepare('PRAGMA application_id').get() as { application_id: number }).application_id === whole
  } finally {
    database.close()
  }
}
