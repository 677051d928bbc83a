/** Reads the project's own small tables, which stand beside the code and not in the data folder. */
import { readFileSync } from 'node:fs'

/** @param name  such as `categories`, of reference/categories.json */
export const readReferenceTable = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../reference/${name}.json`, import.meta.url), 'utf8'))
