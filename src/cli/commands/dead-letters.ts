/** `fx dead-letters …`: what consumers of events gave up, and another try for it. */
import { everyItem } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect } from '../connect.ts'
import { showTable } from '../show-table.ts'

const consumer = { value: 'NAME', describe: 'Of this consumer only.' } as const

export const deadLettersList = command({
  name: 'dead-letters list',
  summary: 'List the messages that a consumer of events gave up',
  arguments: [],
  options: { consumer, url: shared.url, json: shared.json },
  async run(shell, { options }) {
    const { client } = connect(shell, options.url, 'staff')
    const query = { consumer: options.consumer }
    const rows: string[][] = []
    for await (const letter of everyItem((page) => client.listDeadLetters({ query: { ...query, ...page } }))) {
      if (options.json) shell.print(`${JSON.stringify(letter)}\n`)
      else rows.push([letter.id, letter.type, letter.stream, letter.givenUpAt, letter.reason])
    }
    if (rows.length > 0) shell.print(showTable(['letter', 'event', 'stream', 'given up', 'reason'], rows))
    else if (!options.json) shell.tell('Nothing was given up.\n')
    return 0
  },
})

export const deadLettersReplay = command({
  name: 'dead-letters replay',
  summary: 'Deliver dead letters again',
  arguments: [{ name: 'ID', describe: 'Which ones; see fx dead-letters list.', optional: true, repeated: true }],
  options: { all: { describe: 'All of them.' }, consumer, url: shared.url },
  async run(shell, { options, arguments: named }) {
    if (named.length > 0 === options.all)
      throw new CliError('Which dead letters?', 'Name their ids, or say --all.', exitCodes.usage)
    const { client } = connect(shell, options.url, 'staff')
    const ids = [...named]
    if (options.all) {
      // Read to the end first: those that fail again come back under the list.
      const query = { consumer: options.consumer }
      for await (const { id } of everyItem((page) => client.listDeadLetters({ query: { ...query, ...page } })))
        ids.push(id)
    }
    for (const deadLetterId of ids) await client.replayDeadLetter({ params: { deadLetterId } })
    shell.tell(`Delivered again: ${ids.length}.\n`)
    return 0
  },
})
