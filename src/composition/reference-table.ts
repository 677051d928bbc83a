/** Reads the project's own small tables, which stand beside the code and not in the data folder. */
import { readFileSync } from 'node:fs'

/** @param name  such as `categories`, of reference/categories.json */
export const readReferenceTable = (name: string): unknown =>
  JSON.parse(readFileSync(referenceFile(`${name}.json`), 'utf8'))

/** @param name  whole, such as `popular-passwords.bin` */
export const referenceFile = (name: string): URL => new URL(`../../reference/${name}`, import.meta.url)
