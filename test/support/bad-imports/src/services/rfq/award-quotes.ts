/** Bystander: a shell that goes through another service's contract. */
import { order } from '../order/contract.ts'

export const awardQuotes = order
