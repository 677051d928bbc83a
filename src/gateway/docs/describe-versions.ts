/** Each version of the API as OpenAPI: /v1 with what is deprecated of it, /v2 whole. */
import { describeApi, type OpenApi } from './openapi.ts'
import type { Route } from '../route.ts'
import { firstVersionDates, secondVersionNumber, type ChangeOf } from '../versions/second/second-version.ts'
import { secondPath, secondVersionRoutes } from '../versions/versioned-route.ts'

const day = (instant: string): string => instant.slice(0, 10)

export const describeFirstVersion = (routes: readonly Route[], changeOf: ChangeOf, version: string): OpenApi =>
  describeApi(
    routes.map((route) => (changeOf(route) ? { ...route, deprecation: deprecationOf(route) } : route)),
    version,
  )

const deprecationOf = ({ method, path }: Route): string =>
  `Deprecated since ${day(firstVersionDates.deprecated)}, answered with 410 from ${day(firstVersionDates.sunset)} on: use \`${method} ${secondPath(path)}\`.`

export function describeSecondVersion(routes: readonly Route[], changeOf: ChangeOf): OpenApi {
  const api = describeApi(secondVersionRoutes(routes, changeOf), secondVersionNumber)
  // What is said of a path in words is said of its like in this version.
  return JSON.parse(JSON.stringify(api).replaceAll('/v1/', '/v2/')) as OpenApi
}
