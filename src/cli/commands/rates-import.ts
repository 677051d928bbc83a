/** `fx rates import`: sets exchange rates from a table that somebody keeps. */
import { readFile } from 'node:fs/promises'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect } from '../connect.ts'
import { showTable } from '../show-table.ts'

type Rate = { readonly currency: string; readonly rate: string }

export const ratesImport = command({
  name: 'rates import',
  summary: 'Set the exchange rates of a base currency from a CSV file',
  description:
    'The file has a column `currency` and a column `rate`: what one unit is worth in the base currency (USD,0.92).\nIt replaces the base’s rates; quotes keep the rates they were compared with. For platform staff.',
  arguments: [{ name: 'FILE', describe: 'CSV with the columns currency and rate.' }],
  options: {
    base: { value: 'CODE', default: 'EUR', describe: 'The base currency.' },
    'as-of': { value: 'INSTANT', describe: 'When the rates were set, ISO 8601; now unless said.' },
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options, arguments: [file = ''] }) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CliError(`${file} cannot be read (${error.code ?? error.message}).`, undefined, exitCodes.usage)
    })
    const rates = readRates(text, file)
    const asOf = options['as-of'] ?? new Date(shell.now()).toISOString()
    const { client } = connect(shell, options.url, 'staff')
    const { data } = await client.setExchangeRates({ body: { base: options.base, asOf, rates: [...rates] } })
    if (options.json) shell.print(`${JSON.stringify(data)}\n`)
    else
      shell.print(
        showTable(
          ['currency', `in ${data.base}`],
          data.rates.map(({ currency, rate }) => [currency, rate]),
        ),
      )
    return 0
  },
})

/** Codes and decimals hold no quotes and no separators, so that cells need no more than to be cut. */
function readRates(text: string, file: string): readonly Rate[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const separator = lines[0]?.includes(';') ? ';' : lines[0]?.includes('\t') ? '\t' : ','
  const rows = lines.map((line) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
  const heading = rows[0]?.map((cell) => cell.toLowerCase()) ?? []
  const currency = heading.indexOf('currency')
  const rate = heading.indexOf('rate')
  if (currency < 0 || rate < 0)
    throw new CliError(`${file} has no columns "currency" and "rate".`, 'Its first line names them.', exitCodes.usage)
  return rows.slice(1).map((row, index) => {
    const found = { currency: row[currency]?.toUpperCase() ?? '', rate: row[rate] ?? '' }
    const whole = row.length === heading.length
    if (whole && /^[A-Z]{3}$/.test(found.currency) && /^\d+(\.\d+)?$/.test(found.rate)) return found
    throw new CliError(
      `${file}, line ${index + 2}: "${(lines[index + 1] ?? '').slice(0, 80)}" is no rate.`,
      'A line holds three letters and a decimal with a point: USD,0.92',
      exitCodes.usage,
    )
  })
}
