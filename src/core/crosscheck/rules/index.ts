import { agrees } from './agrees.ts';
import { edge } from './edge.ts';
import { hidden } from './hidden.ts';
import { motion } from './motion.ts';
import type { Rule } from './rule.ts';
import { silhouette } from './silhouette.ts';
import { unlabelled } from './unlabelled.ts';
import { unmapped } from './unmapped.ts';
import { voidClass } from './void.ts';

/** In the order in which they are asked; a point that none of them applies to disagrees. One file and one line. */
export const rules: readonly Rule[] = [hidden, unlabelled, voidClass, unmapped, agrees, edge, silhouette, motion];
