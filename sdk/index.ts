/** The client of the FoodXchange API. */
export {
  createClient,
  everyItem,
  type Answer,
  type Client,
  type ClientOptions,
  type Input,
  type OperationName,
} from './client.ts'
export { ProblemError, type Problem } from './problem.ts'
export type { Operations } from './generated.ts'
