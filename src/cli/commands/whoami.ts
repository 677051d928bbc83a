/** `fx whoami`: who is signed in, and for which organisations they may act. */
import { command, shared } from '../command.ts'
import { connect } from '../connect.ts'
import { showTable } from '../show-table.ts'

export const whoami = command({
  name: 'whoami',
  summary: 'Show who you are, and for whom you may act',
  arguments: [],
  options: { staff: { describe: 'As platform staff.' }, url: shared.url, json: shared.json },
  async run(shell, { options }) {
    const { client } = connect(shell, options.url, options.staff ? 'staff' : 'user')
    if (options.staff) {
      const { data } = await client.getStaffMe()
      shell.print(options.json ? `${JSON.stringify(data)}\n` : `${data.name} <${data.email}>, platform staff\n`)
      return 0
    }
    const { data } = await client.getMe()
    if (options.json) shell.print(`${JSON.stringify(data)}\n`)
    else {
      const rows = data.memberships.map(({ organisationId, role, legalName }) => [organisationId, role, legalName])
      shell.print(`${data.name} <${data.email}>\n`)
      shell.print(
        rows.length > 0 ? showTable(['organisation', 'role', 'name'], rows) : 'A member of no organisation.\n',
      )
    }
    return 0
  },
})
