/**
 * `npm run events:keep`: adds what today's events say and no kept event says yet to the files of their versions. What is
 * kept stays as it is; refuses where an event is written otherwise than before under the same version.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  eventStatesFile,
  eventStatesText,
  eventsToKeep,
  historiesByAggregate,
  keptEventsFolder,
  keptHistories,
} from './kept-events.ts'
import { root } from './tool.ts'

function main(): number {
  const today = historiesByAggregate()
  const all = Array.from(today, ([aggregate, stories]) => eventsToKeep(aggregate, stories, keptHistories(aggregate)))
  const changed = all.flatMap((each) => each.changed)
  for (const change of changed) process.stdout.write(`${change}\n`)
  if (changed.length > 0) {
    process.stdout.write('Give these events another version in schemaVersions, and write the upcaster.\n')
    return 1
  }
  // Throws before anything is written, where what is kept already comes to something else.
  eventStatesText(today.keys())
  mkdirSync(join(root, keptEventsFolder), { recursive: true })
  for (const { additions, news } of all) {
    for (const [file, text] of additions) appendFileSync(join(root, keptEventsFolder, file), text)
    for (const each of news) process.stdout.write(`kept: ${each}\n`)
  }
  writeFileSync(join(root, eventStatesFile), eventStatesText(today.keys()))
  return 0
}

process.exitCode = main()
