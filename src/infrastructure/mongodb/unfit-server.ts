/** Of a server that cannot serve as it is: its message names the cause and the remedy, and is all that an operator needs. */
export class UnfitServer extends Error {
  override name = 'UnfitServer'
}
