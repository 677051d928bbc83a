/** The program: keeps compiled code between starts, which halves the time to the first answer, then serves. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { main } = await import('./serve.ts')
await main(process.argv.slice(2), process.env)
