/** The program `fx`: runs a command. */
import { loadQuickly } from '../load-quickly.ts'

loadQuickly()
const { run } = await import('./run.ts')
process.exitCode = await run(process.argv.slice(2), process.env)
