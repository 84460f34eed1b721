import { followView } from '#src/session/levels.ts';
import { useEachPicture } from '../eye/eye-context.ts';

/** Lets what is shown in levels of detail follow the view. Draws nothing. */
export function LevelsFollower() {
  useEachPicture(followView);
  return null;
}
