import { create } from 'zustand';

/** Which dialog is over the app. */
export type DialogName = 'palette' | 'classes' | 'open' | 'export' | 'import' | 'help' | 'class-map' | 'together' | 'settings' | 'point-history' | 'columns' | 'gallery';

/** Which list is beside the classes. */
export type SideTab = 'instances' | 'check' | 'history' | 'frames' | 'dataset';

interface ShellState {
  dialog: DialogName | null;
  tab: SideTab;
}

export const useShell = create<ShellState>(() => ({ dialog: null, tab: 'instances' }));

export function showDialog(dialog: DialogName | null): void {
  useShell.setState({ dialog });
}
