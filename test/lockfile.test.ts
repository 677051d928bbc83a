/** Keeps the lock installable anywhere: whole, checked by hash, for every platform, with no script and no host in it. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Locked = {
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly integrity?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const text = readFileSync('package-lock.json', 'utf8')
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> }
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)

/** Packages that would run a script when installed, and why they do without: npm is told to run none. */
const RUN_WITHOUT_THEIR_SCRIPT: Readonly<Record<string, string>> = {
  'node_modules/@swc/core': 'its script only looks for a WebAssembly stand-in where no binary fits',
  'node_modules/msgpackr-extract': 'its script only compiles where no binary fits, and msgpackr does without it',
}

test('every package is fixed by a hash', () => {
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})

test('the lock names no host: whoever installs says from where', () => {
  expect(Object.values(packages).filter(({ resolved, link }) => resolved !== undefined && !link)).toEqual([])
  expect(text).not.toMatch(/"(resolved|tarball)": "\w+:/)
  expect(readFileSync('.npmrc', 'utf8')).toContain('omit-lockfile-registry-resolved=true')
})

test('no package needs an install script, and of those that are served only what may be missing has one', () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript)
  expect(scripted.filter(([path]) => !(path in RUN_WITHOUT_THEIR_SCRIPT)).map(([path]) => path)).toEqual([])
  expect(scripted.filter(([, { dev, optional }]) => !dev && !optional).map(([path]) => path)).toEqual([])
})

test('every platform part of a package is in the lock: npm 11 refuses to install what is not', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map((name) => `${path}: ${name}`),
  )
  expect(missing).toEqual([])
})
