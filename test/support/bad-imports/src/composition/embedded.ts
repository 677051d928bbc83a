/** Bystander: the composition may name an adapter. */
import { container } from '../kernel/container.ts'
import { openStore } from '../infrastructure/store/sqlite-store.ts'

export const embedded = { container, openStore }

export async function serve(): Promise<void> {
  await using app = { [Symbol.asyncDispose]: async () => {} }
  console.log(app)
}
