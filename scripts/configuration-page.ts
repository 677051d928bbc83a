/** Writes docs/configuration.md's text from the tables that the program itself reads, so that the page cannot lag behind. */
import type { Command } from '../src/cli/command.ts'
import { synopsis } from '../src/cli/help-text.ts'
import { commands } from '../src/cli/commands.ts'
import { settings } from '../src/config/config.ts'

type Row = readonly string[]

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (headings: Row, rows: readonly Row[]): string =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

const settingRows = (): readonly Row[] =>
  Object.values(settings).map((setting) => {
    const { environment, default: fallback, describe } = setting
    return ['option' in setting ? code(`--${setting.option}`) : '', code(environment), code(fallback), describe]
  })

const commandRows = (): readonly Row[] =>
  commands.map((command) => [code(synopsis(command)), command.summary, optionsOf(command)])

const optionsOf = ({ options }: Command): string =>
  Object.entries(options)
    .filter(([, { required }]) => !required)
    .map(([name, { value }]) => code(value === undefined ? `--${name}` : `--${name} ${value}`))
    .join(', ')

/** Read by the command line only. */
const clientVariables: readonly Row[] = [
  ['`FX_URL`', 'Where the exchange is, unless `--url` says so.'],
  ['`FX_TOKEN`', 'An access token to speak with, instead of a log-in.'],
  ['`FX_EMAIL`, `FX_PASSWORD`', 'An account to speak as, instead of a log-in that `login` has kept.'],
  ['`FX_ORGANISATION`', 'The organisation to act for, unless `--organisation` says so.'],
  ['`FX_DATA`', 'The data folder, for the commands that read one.'],
  ['`XDG_CONFIG_HOME`', 'Where log-ins are kept: `foodxchange/logins.json` below it, readable by you only.'],
]

export const configurationPage = (): string => `# Configuration

Made from \`src/config/config.ts\` and \`src/cli/commands.ts\` by \`node scripts/node24.mjs scripts/generate-docs.ts\`. Do not edit.

## The exchange

\`npm start -- [options]\`. An option wins over the environment, the environment over the default.

${table(['option', 'environment', 'default', 'what'], settingRows())}

\`--help\` says the same. Without servers, keys and secrets need no configuration: they are made at the first start, in
\`secrets.json\` in the data folder. Whoever can read that file is the operator. What to give where processes share servers,
[production.md](production.md) says.

## The command line

\`npm run fx -- COMMAND [options]\`; \`COMMAND --help\` explains each. Commands speak HTTP to a running exchange, but for
\`migrate-data\`, which opens what it is given itself and refuses what is being served, and \`rebuild\` where nobody serves.

${table(['command', 'what', 'options'], commandRows())}

| ends with | when |
| --- | --- |
| 0 | it is done |
| 1 | the exchange refused, or the work failed |
| 2 | the command line is not one that \`fx\` takes |
| 3 | rows were refused, under \`--strict\` |
| 4 | nothing answers where the exchange should be |
| 130 | Ctrl-C |

${table(['environment', 'what'], clientVariables)}
`
