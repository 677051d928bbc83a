/** Tells whether a data folder may become a demo market, is one, or was left half made: a file beside the data says. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type DemoState = 'fresh' | 'made' | 'half-made' | 'in-use'

export class DemoRefused extends Error {
  override name = 'DemoRefused'
}

const marker = (folder: string): string => join(folder, 'demo.json')

/** Of a folder that nobody has opened yet in this process. */
export function demoState(folder: string): DemoState {
  if (existsSync(marker(folder))) {
    const { state } = JSON.parse(readFileSync(marker(folder), 'utf8')) as { state?: unknown }
    return state === 'made' ? 'made' : 'half-made'
  }
  return existsSync(join(folder, 'exchange.db')) ? 'in-use' : 'fresh'
}

/** Before anything is made, and once all of it is. */
export const markDemo = (folder: string, state: 'begun' | 'made'): void =>
  writeFileSync(marker(folder), `${JSON.stringify({ state })}\n`, { mode: 0o600, flush: true })

/** Why a folder cannot become a demo market, and what to do. */
export const demoRefusal: Readonly<Record<'half-made' | 'in-use', (folder: string) => string>> = {
  'half-made': (folder) =>
    `The demo market in ${folder} was left half made. Remove the folder and start again, or start without --demo.`,
  'in-use': (folder) =>
    `${folder} holds an exchange already, and --demo fills empty folders only. Give it another one with --data.`,
}
