import { planLaz } from '#src/formats/clouds/laz-parts.ts';
import { handle } from '../job.ts';
import { planLazJob } from './plan-laz.request.ts';

export const planLazHandler = handle(planLazJob, async ({ pointsPerPart, ...options }, { source, signal }) => {
  if (source === null) throw new Error('plan-laz needs the bytes of a file');
  return { value: await planLaz(source, options, pointsPerPart, { signal }), transfer: [] };
});
