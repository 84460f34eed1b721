export { inOrder } from '#src/core/io/in-order.ts';
export type { Outcome } from '#src/core/io/in-order.ts';
