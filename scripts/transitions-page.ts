/** Makes docs/transitions.md: what each machine takes in each state, as trying all of it shows. */
import { attemptsOf, triedOf, type Attempt, type Machine } from '../test/machines/machine.ts'
import { machines } from '../test/machines/machines.ts'

export const transitionsPage = (): string => `# What may be asked when

Every command in every state of everything that has states, as \`test/transitions.test.ts\` tries them; \`npm run docs\` writes this page.

- **yes**: it is taken. *same*: nothing is new, and nothing is written.
- A code: refused with 409 or 403 (404 where there is no such record), with its reason and, under \`facts\`, the \`status\` and what is \`allowed\` instead, unless a note below the table says otherwise. Nothing is written.
- Commands in brackets follow from others; no client gives them, and none is told of them.
- Who may give a command at all stands in the API’s description: another role is refused with 403, and told which it takes, before anything is looked up. Where a person’s part in the matter decides, there is a row for each.

${machines.map(sectionOf).join('\n')}`

function sectionOf(machine: Machine): string {
  const states = Object.keys(machine.states)
  const attempts = attemptsOf(machine)
  const rows = Object.keys(triedOf(machine)).map((command) => {
    const cells = states.map((state) => cellOf(attempts.find((it) => it.state === state && it.command === command)!))
    const name = machine.inner.includes(command) ? `(${command})` : command
    return `| ${[name, ...cells].join(' | ')} |`
  })
  const notes = Object.entries({ ...machine.besides, ...machine.toOthers }).map(
    ([code, why]) => `- \`${code}\`: ${why}`,
  )
  if (machine.always) notes.push(`- Taken whatever the status, and told by no refusal: ${machine.always.join(', ')}.`)
  const head = `| ${['command', ...states].join(' | ')} |\n| ${['command', ...states].map(() => '---').join(' | ')} |`
  const table = `## ${machine.name[0]!.toUpperCase()}${machine.name.slice(1)}\n\n${head}\n${rows.join('\n')}\n`
  return notes.length > 0 ? `${table}\n${notes.join('\n')}\n` : table
}

const cellOf = ({ outcome }: Attempt): string => {
  if (outcome === 'taken') return '**yes**'
  return outcome === 'nothing new' ? '*same*' : `\`${outcome.code}\``
}
