/** The import table of the architecture as rules for dependency-cruiser, one a line of the table, named for what it keeps. */
import type { IRegularForbiddenRuleType } from 'dependency-cruiser'
import { type Layer, layerOf, TEST_FILE } from './layers.ts'

const ANY_NPM = 'node_modules/'
const npm = (...names: string[]): string[] => names.map((name) => `node_modules/${name}/`)

/** dependency-cruiser drops the prefix of Node's modules where it may: `node:crypto` is `crypto`. */
const node = (...names: string[]): string => `^(node:)?(${names.join('|')})$`
const ANY_NODE = '^(node:)?[a-z_0-9/]+$'

/** Computing and carrying bytes; what opens a file, a socket, a process or a database is an adapter's. */
const HARMLESS_NODE = node(
  'async_hooks|buffer|crypto|events|stream|string_decoder|timers/promises|url|util|zlib',
  'stream/promises|stream/web',
)
const WEB_FRAMEWORK = npm('typebox', 'fastify', '@fastify/[^/]+', 'graphql', 'graphql-jit', 'graphql-ws', 'ws')

/** How a service describes a route to the gateway that will serve it. */
const ROUTE_TYPES = '^src/gateway/route[.]ts$'
const TESTS = TEST_FILE.source

type Rule = IRegularForbiddenRuleType & { readonly name: string }

/** The rules for these files, each a path from the root with forward slashes. */
export function importRules(files: readonly string[]): readonly Rule[] {
  // Exact paths: patterns for "a core is what is not a shell" would be refused as unsafe, and nobody could read them.
  const of = (...layers: Layer[]): string[] => {
    const paths = files.filter((file) => layers.includes(layerOf(file)))
    return paths.length === 0 ? ['^there is none$'] : paths.map((path) => `^${path.replaceAll('.', '[.]')}$`)
  }
  return [...layerRules(of), ...boundaryRules(of), ...hygieneRules]
}

type Of = (...layers: Layer[]) => string[]

const forbid = (name: string, comment: string, from: Rule['from'], to: Rule['to']): Rule => ({
  name,
  comment,
  severity: 'error',
  from,
  to,
})

/** The files of a layer may import these and nothing else. */
const layerRules = (of: Of): Rule[] => {
  const only = (name: string, comment: string, from: string[], to: string[]) =>
    forbid(name, comment, { path: from }, { pathNot: to })
  const kernel = of('kernel')
  const port = of('port')
  const around = of('around-the-ports')
  const telemetry = '^src/telemetry/'
  return [
    only('kernel-stands-alone', 'The kernel imports nothing but itself: no node:, no npm.', kernel, kernel),
    only(
      'service-core-is-pure',
      'A core imports the kernel and other cores. A file that must do more is a shell, and is named as one (STYLE.md).',
      of('service-core'),
      [...kernel, ...of('service-core')],
    ),
    only(
      'service-contract-shows-little',
      "A contract imports the kernel, its own service, other contracts and ports' types: no framework, no Node.",
      of('service-contract'),
      ['^src/services/', ...kernel, ...port],
    ),
    only(
      'service-shell-meets-ports-only',
      "A shell imports services, the kernel, ports, telemetry and route types; which services' files, the next rule says.",
      of('service-shell'),
      [
        '^src/services/',
        ...kernel,
        ...port,
        telemetry,
        ROUTE_TYPES,
        ...WEB_FRAMEWORK,
        ...npm('jose', 'oauth4webapi', '@node-rs/argon2', '@simplewebauthn/server'),
        HARMLESS_NODE,
      ],
    ),
    only(
      'gateway-meets-service-doors-only',
      "The gateway imports services' index.ts, the kernel, telemetry, ports, Fastify and its plugins, and Node's HTTP.",
      of('gateway'),
      [
        '^src/gateway/',
        '^src/services/[^/]+/index[.]ts$',
        ...kernel,
        telemetry,
        ...port,
        ...WEB_FRAMEWORK,
        HARMLESS_NODE,
        node('http', 'https', 'net', 'tls'),
      ],
    ),
    only('port-names-no-technology', 'A port imports the kernel and its own folder.', port, [
      ...kernel,
      ...port,
      HARMLESS_NODE,
    ]),
    only(
      'adapter-knows-its-port',
      'An adapter imports its port, the kernel, telemetry and its driver.',
      of('adapter'),
      [...of('kernel', 'port', 'adapter'), telemetry, ANY_NPM, ANY_NODE],
    ),
    only(
      'around-the-ports',
      'Resilience, telemetry and the configuration import the kernel, ports and their libraries.',
      around,
      [...around, ...kernel, ...port, ANY_NPM, ANY_NODE],
    ),
    only(
      'cli-speaks-http',
      'The command line imports the SDK and the kernel; what must open a store goes through the composition.',
      of('cli'),
      [...of('cli', 'sdk', 'composition', 'kernel'), '^src/config/config[.]ts$', ANY_NPM, ANY_NODE],
    ),
    forbid(
      'sdk-stands-alone',
      'Clients have neither our source nor our Node.',
      { path: of('sdk', 'console') },
      {
        path: ['^src/', ANY_NODE],
      },
    ),
    forbid(
      'spoken-to-over-http',
      'Whole-exchange tests start main and speak HTTP; they never reach behind it.',
      { path: of('e2e') },
      { path: '^src/(services|gateway|infrastructure|event-bus|resilience|telemetry)/' },
    ),
    forbid(
      'benches-measure-what-clients-meet',
      'A bench speaks HTTP, or measures one adapter; a route or a service without its gateway is no figure.',
      { path: of('bench') },
      { path: '^src/(services|gateway)/' },
    ),
  ]
}

/** Who may be imported by whom, across the lines of the table. */
const boundaryRules = (of: Of): Rule[] => [
  forbid(
    'service-behind-its-contract',
    'A service sees of another nothing but its contract.',
    { path: '^src/services/([^/]+)/', pathNot: TESTS },
    { path: '^src/services/', pathNot: ['^src/services/$1/', '^src/services/[^/]+/contract[.]ts$'] },
  ),
  forbid(
    'infrastructure-keeps-to-its-folder',
    'Ports and adapters know nothing of other ports; what adapters to one technology share is theirs.',
    { path: '^src/infrastructure/([^/]+)/', pathNot: TESTS },
    {
      path: '^src/(infrastructure|event-bus)/',
      pathNot: ['^src/infrastructure/$1/', '^src/infrastructure/(sqlite|redis|mongodb)/'],
    },
  ),
  forbid(
    'bus-tails-the-log-only',
    'The bus imports of the infrastructure the port of the store, which it tails, and what adapters to one technology share.',
    { path: '^src/event-bus/', pathNot: TESTS },
    { path: '^src/infrastructure/', pathNot: ['^src/infrastructure/(store|sqlite|redis)/'] },
  ),
  forbid(
    'only-the-composition-names-adapters',
    'Everybody else asks for the port and is given an adapter.',
    { path: '^(src|sdk|console)/', pathNot: [...of('composition', 'adapter'), TESTS] },
    { path: of('adapter') },
  ),
  forbid(
    'composition-is-the-top',
    'Only main and the command line import the composition.',
    { path: '^src/', pathNot: [...of('composition', 'cli'), TESTS] },
    { path: of('composition') },
  ),
  forbid(
    'container-is-for-composing',
    'Services are plain functions of what they need and never see the container.',
    { path: '^src/', pathNot: [...of('composition', 'kernel'), '/module[.]ts$', TESTS] },
    { path: '^src/kernel/container[.]ts$' },
  ),
  forbid(
    'source-without-tests',
    'What is served imports neither tests nor benches nor scripts.',
    { path: '^(src|sdk|console)/', pathNot: TESTS },
    { path: [TESTS, '^(test|bench|scripts)/'] },
  ),
]

const hygieneRules: Rule[] = [
  forbid('no-cycle', 'Files that import each other are one file, or hide a third.', {}, { circular: true }),
  forbid(
    'no-orphan',
    'Delete what nothing uses.',
    { orphan: true, path: '^(src|sdk)/', pathNot: '^src/main[.]ts$' },
    {},
  ),
  forbid(
    'no-development-tools-in-source',
    'What is served runs without the tools.',
    { path: '^(src|sdk)/', pathNot: [TESTS, '^sdk/codemod/'] },
    { dependencyTypes: ['npm-dev'] },
  ),
  forbid(
    'no-undeclared-package',
    'A package that package.json does not name is gone with the next install.',
    {},
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
  forbid('no-dead-end', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
]
