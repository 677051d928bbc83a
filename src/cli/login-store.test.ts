import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findLogin, keepLogin, loginFile, readLogins, type Login } from './login-store.ts'

const shellOf = () => {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-logins-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { environment: { XDG_CONFIG_HOME: folder } }
}
const login = (url: string, realm: Login['realm'], email: string): Login => {
  return { url, realm, email, accessToken: 'token', expiresAt: 1 }
}

test('an exchange has one log-in for users and one for staff; others are left alone', () => {
  const shell = shellOf()
  expect(readLogins(shell)).toEqual([])
  const [first, staff, second] = [
    login('http://a', 'user', 'one@a.example'),
    login('http://a', 'staff', 'staff@a.example'),
    login('http://a', 'user', 'two@a.example'),
  ]
  for (const one of [first, staff, second]) keepLogin(shell, one, one)
  expect(findLogin(shell, 'http://a', 'user')?.email).toBe('two@a.example')
  expect(findLogin(shell, 'http://a', 'staff')?.email).toBe('staff@a.example')
  expect(findLogin(shell, 'http://b', 'user')).toBeUndefined()
  keepLogin(shell, second)
  expect(readLogins(shell)).toEqual([staff])
})

test('nobody else may read the file, and no half of one lies beside it', () => {
  const shell = shellOf()
  keepLogin(shell, login('http://a', 'user', 'a@a.example'), login('http://a', 'user', 'a@a.example'))
  expect(statSync(loginFile(shell)).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(loginFile(shell)))).toEqual(['logins.json'])
})
