/** Where stolen passwords are looked up: nowhere, in a folder, or at a server, which is left alone while it fails. */
import { statSync } from 'node:fs'
import { ConfigError, type Config } from '../config/config.ts'
import type { BreachedPasswords } from '../infrastructure/passwords/breached-passwords.ts'
import type { Outgoing } from '../infrastructure/outgoing/outgoing.ts'
import type { Clock } from '../kernel/clock.ts'

export type BreachedPasswordsNeeds = {
  readonly config: Pick<Config, 'breachedPasswordsUrl' | 'breachedPasswordsFolder'>
  readonly outgoing: Pick<Outgoing, 'faultOf' | 'send'>
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly random: () => number
}

/** Five failures cost whoever chooses a password at most as many times the time limit of a call, then nobody anything. */
const sparing = { failuresMax: 5, restMs: 30_000, restMaxMs: 600_000, callsMax: 8 } as const

/** Undefined where no source is named, for which nothing is loaded. Rejects with `ConfigError` where one is that cannot be asked. */
export async function breachedPasswords(needs: BreachedPasswordsNeeds): Promise<BreachedPasswords | undefined> {
  const { breachedPasswordsUrl: url, breachedPasswordsFolder: folder } = needs.config
  if (folder !== '') {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new ConfigError('FX_BREACHED_PASSWORDS_FOLDER names no folder. Name the one that the ranges are in.')
    const { createFolderBreachedPasswords } = await import('../infrastructure/passwords/folder-breached-passwords.ts')
    return createFolderBreachedPasswords(folder)
  }
  if (url === undefined) return undefined
  const { outgoing, clock, random } = needs
  const fault = outgoing.faultOf(url)
  if (fault)
    throw new ConfigError(
      `FX_BREACHED_PASSWORDS_URL cannot be called: ${fault.detail} A copy of your own is read as FX_BREACHED_PASSWORDS_FOLDER.`,
    )
  const { createHttpsBreachedPasswords } = await import('../infrastructure/passwords/https-breached-passwords.ts')
  const { sparedCalls } = await import('../resilience/spared-calls.ts')
  const server = createHttpsBreachedPasswords({ url, send: outgoing.send })
  const spare = sparedCalls({ ...sparing, monotonicMs: clock.monotonicMs, random })
  return { timesSeen: (password) => spare(() => server.timesSeen(password)) }
}
