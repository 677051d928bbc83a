/** `fx staff pending`: which organisations wait for platform staff. */
import { everyItem } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { connect } from '../connect.ts'
import { showTable } from '../show-table.ts'

const states = ['unverified', 'pending', 'verified', 'rejected', 'suspended'] as const
type State = (typeof states)[number]

export const staffPending = command({
  name: 'staff pending',
  summary: 'List the organisations that wait to be verified',
  arguments: [],
  options: {
    state: { value: 'STATE', default: 'pending', describe: `Or another state: ${states.join(', ')}.` },
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options }) {
    const { client } = connect(shell, options.url, 'staff')
    // What is no state is refused by the exchange, which names those there are.
    const verification = options.state as State
    const rows: string[][] = []
    for await (const one of everyItem((page) => client.listOrganisations({ query: { verification, ...page } }))) {
      if (options.json) shell.print(`${JSON.stringify(one)}\n`)
      else rows.push([one.id, one.country, one.kinds.join(','), one.updatedAt.slice(0, 10), one.legalName])
    }
    if (rows.length > 0) shell.print(showTable(['organisation', 'country', 'kinds', 'since', 'name'], rows))
    else if (!options.json) shell.tell(`No organisation is ${verification}.\n`)
    return 0
  },
})
