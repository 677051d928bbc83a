/** The program: serves the exchange. */
import { loadQuickly } from './load-quickly.ts'

loadQuickly()
const { main } = await import('./serve.ts')
await main(process.argv.slice(2), process.env)
