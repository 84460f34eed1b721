import { create } from 'zustand';

/** Which dialog is over the app. */
export type DialogName = 'palette' | 'classes' | 'open' | 'export' | 'help' | 'class-map';

interface ShellState {
  dialog: DialogName | null;
}

export const useShell = create<ShellState>(() => ({ dialog: null }));

export function showDialog(dialog: DialogName | null): void {
  useShell.setState({ dialog });
}
