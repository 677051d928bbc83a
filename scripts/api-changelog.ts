/** Makes docs/api-changelog.md: what each release of the API changed, and what the next one will. */
import { compareApis, type Difference } from '../src/gateway/versions/compare/compare-apis.ts'
import type { OpenApi } from '../src/gateway/docs/openapi.ts'
import { contractOf, versions, type Version } from './api-contract.ts'
import { groupedChanges, readContract, readReleases, type Change, type Release } from './published-api.ts'

export type Descriptions = Readonly<Record<Version, OpenApi>>

/** What is otherwise than it was published, by version. */
export const unreleased = (now: Descriptions): Readonly<Record<Version, readonly Difference[]>> => ({
  v1: compareApis(readContract('v1'), contractOf(now.v1)),
  v2: compareApis(readContract('v2'), contractOf(now.v2)),
})

export function apiChangelogPage(now: Descriptions): string {
  const changes = unreleased(now)
  const coming = versions
    .filter((version) => changes[version].length > 0)
    .flatMap((version) => [`### /${version}`, ...listOf(groupedChanges(changes[version]))])
  const sections = [
    ...(coming.length > 0 ? ['## Not released yet', ...coming] : []),
    ...readReleases().toReversed().flatMap(releaseOf),
  ]
  return `# Changelog of the API

Made by \`npm run sdk\` from the descriptions of the API and the contracts in [docs/api](api). Do not edit. What **breaks** a client is never part of a release of a version: it waits for the next version. [migrating-to-v2.md](migrating-to-v2.md) leads from /v1 to /v2.

${sections.join('\n\n')}
`
}

const releaseOf = ({ version, on, against, changes }: Release): readonly string[] => [
  `## ${version}, ${on}`,
  against === undefined ? 'The first.' : `Compared with ${against}.`,
  ...listOf(changes),
]

const listOf = (changes: readonly Change[]): readonly string[] =>
  changes.length === 0 ? [] : [changes.map(lineOf).join('\n')]

function lineOf({ where, what, breaks, operations }: Change): string {
  const place = where === '' ? '' : `\`${where}\` `
  return `- ${breaks ? '**breaks** ' : ''}${place}${what}: ${operations.map((operation) => `\`${operation}\``).join(', ')}`
}
