/** Keeps log-ins between commands, in a file of one's own that nobody else may read. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Shell } from './shell.ts'

/** Users and platform staff have accounts apart. */
export type Realm = 'user' | 'staff'

export type Login = {
  readonly url: string
  readonly realm: Realm
  readonly email: string
  readonly accessToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly refreshToken?: string
}

const loginsMax = 100

/** `$XDG_CONFIG_HOME/foodxchange/logins.json`, below `~/.config` where that is not set. */
export const loginFile = ({ environment }: Pick<Shell, 'environment'>): string =>
  join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'foodxchange', 'logins.json')

export function readLogins(shell: Pick<Shell, 'environment'>): readonly Login[] {
  try {
    return JSON.parse(readFileSync(loginFile(shell), 'utf8')) as Login[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The log-in at an exchange, if there is one. */
export const findLogin = (shell: Pick<Shell, 'environment'>, url: string, realm: Realm): Login | undefined =>
  readLogins(shell).find((login) => login.url === url && login.realm === realm)

/** Replaces the log-in at an exchange, or removes it. Another command sees the old file or the new one, never half. */
export function keepLogin(shell: Pick<Shell, 'environment'>, of: Pick<Login, 'url' | 'realm'>, login?: Login): void {
  const others = readLogins(shell).filter(({ url, realm }) => url !== of.url || realm !== of.realm)
  const file = loginFile(shell)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.${process.pid}`
  const kept = login ? [login, ...others] : others
  writeFileSync(next, `${JSON.stringify(kept.slice(0, loginsMax), null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(next, file)
}
