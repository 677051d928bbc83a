/** Breaks container-is-for-composing. */
export { container } from '../../kernel/container.ts'
