/** A refusal is a value: what may fail says so in its type instead of throwing. */
import type { Rejection } from './rejection.ts'

export type Result<T, R extends Rejection = Rejection> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: R }

/** Wraps what succeeded. */
export const accept = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

/** Wraps what was refused, with its stable code. */
export const reject = <const R extends Rejection>(rejection: R): { readonly ok: false; readonly rejection: R } => ({
  ok: false,
  rejection,
})
