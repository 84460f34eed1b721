import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { defaultMemoryGib } from '../memory.ts';

/** What belongs to a person and a machine, not to a project; kept in this browser. */
interface Settings {
  /** Who the Changes made here are by. */
  author: string;
  /** Memory that points may take, GiB. */
  memoryGib: number;
  /** Work on a folder that was opened here is kept in that folder; else in this browser. */
  workInFolder: boolean;
}

export const useSettings = create<Settings>()(
  persist((): Settings => ({ author: 'annotator', memoryGib: defaultMemoryGib(), workInFolder: true }), { name: 'pointweld-settings' }),
);
