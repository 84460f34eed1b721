/**
 * Something a user can do. One record feeds the toolbar, the palette, the keys and the help, so that none of them can
 * disagree with the others.
 */
export interface Action {
  readonly id: string;
  readonly title: string;
  readonly group: 'Tools' | 'Label' | 'Select' | 'Frames' | 'Check' | 'Review' | 'View' | 'File' | 'Help';
  /** Only while reviewing; there its keys come before those of an action that is for all the app. */
  readonly when?: 'review';
  /** Chords, the first one is shown: 'Ctrl+Z', 'l', '.', 'Shift+Tab'. Letters are lower case. */
  readonly shortcuts?: readonly string[];
  readonly icon?: string;
  /** Whether it would do something now. */
  enabled?(): boolean;
  /** Whether it is switched on, for what can be. */
  active?(): boolean;
  run(): void;
}
