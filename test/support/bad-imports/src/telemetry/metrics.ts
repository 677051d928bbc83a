/** Breaks composition-is-the-top and around-the-ports. */
export { embedded } from '../composition/embedded.ts'
