/**
 * `npm run api:release`: publishes the API as it is. Writes its contracts to docs/api and what they change to the list of
 * releases; refuses where a version would break its clients.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeExchange } from '../src/composition/describe.ts'
import { unreleased } from './api-changelog.ts'
import { contractOf, versions } from './api-contract.ts'
import {
  contractFile,
  contractTexts,
  groupedChanges,
  readContract,
  readReleases,
  releasesFile,
  type Release,
} from './published-api.ts'
import { root } from './tool.ts'

async function main(): Promise<number> {
  const { first: v1, second: v2 } = await describeExchange()
  const changes = unreleased({ v1, v2 })
  const contracts = { v1: contractOf(v1), v2: contractOf(v2) }
  const reasons = versions.flatMap((version) => {
    const broken = changes[version].filter(({ breaks }) => breaks)
    const isNamedAnew = contracts[version].version !== readContract(version).version
    return [
      ...broken.map(({ operation, where, what }) => `/${version} would break: ${operation} ${where} ${what}`),
      ...(changes[version].length > 0 && !isNamedAnew
        ? [`Give the description of /${version} another version first.`]
        : []),
    ]
  })
  for (const reason of reasons) process.stdout.write(`${reason}\n`)
  if (reasons.length > 0) return 1
  const on = new Date().toISOString().slice(0, 10)
  const released = versions
    .filter((version) => changes[version].length > 0)
    .map((version): Release => {
      const against = readContract(version).version
      return { version: contracts[version].version, on, against, changes: groupedChanges(changes[version]) }
    })
  const texts = contractTexts(contracts.v1, contracts.v2)
  for (const version of versions) writeFileSync(join(root, contractFile(version)), texts[version])
  writeFileSync(join(root, releasesFile), `${JSON.stringify([...readReleases(), ...released], null, 2)}\n`)
  process.stdout.write('Now run `npm run sdk`, which writes docs/api-changelog.md, and keep who trades with it:\n')
  for (const { version } of released) process.stdout.write(`npm run api:record -- ${version}\n`)
  return 0
}

process.exitCode = await main()
