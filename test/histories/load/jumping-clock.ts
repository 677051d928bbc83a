/** Loaded into the exchange before its program: each SIGUSR2 has its wall clock jump, there and back. Monotonic clocks go on. */
const jumpMs = Number(process.env['FX_CLOCK_JUMP_MS'] ?? 0)
const TrueDate = Date
let [signals, offMs] = [0, 0]

/** As `Date`, off by what the last jump has made of it. */
class JumpingDate extends TrueDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(TrueDate.now() + offMs)
    // Whatever else is given to a Date is given to this one.
    else super(...(given as [string]))
  }
  static override now(): number {
    return TrueDate.now() + offMs
  }
}
globalThis.Date = JumpingDate as DateConstructor
process.on('SIGUSR2', () => {
  signals += 1
  offMs = signals % 2 === 0 ? 0 : jumpMs
})
