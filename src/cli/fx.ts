/** The program `fx`: keeps compiled code between runs, which halves the wait for the first word, then runs the command. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { run } = await import('./run.ts')
process.exitCode = await run(process.argv.slice(2), process.env)
