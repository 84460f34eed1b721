import type { ClassMap } from '../../labels/class-map.ts';
import type { ErrorCode } from '../findings/decision.ts';

/** What a reviewer says of one finding, or of several at once. */
export type Decision = (
  | {
    readonly kind: 'take-mask';
    /** Class of the masks → class of the labels, where the class map leaves a choice: see `labelClassesFor`. */
    readonly becomes?: ReadonlyMap<number, number>;
  }
  | { readonly kind: 'third-class'; readonly becomes: number }
  | { readonly kind: 'label-right' }
  | { readonly kind: 'mask-wrong'; readonly reason?: string }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'returned'; readonly errorCode: ErrorCode }
  | { readonly kind: 'reopened' }
) & { readonly comment?: string };

/**
 * Classes of the labels that a class of the masks stands for, rising: `take-mask` takes the one, the reviewer chooses among several, and
 * without any there is nothing to take, only a third class.
 */
export function labelClassesFor({ pairs }: Pick<ClassMap, 'pairs'>, maskClass: number): number[] {
  return [...new Set(pairs.filter(({ mask }) => mask === maskClass).map(({ label }) => label))].sort((a, b) => a - b);
}
