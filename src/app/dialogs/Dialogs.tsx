import { GalleryDialog } from '../gallery/GalleryDialog.tsx';
import { useShell } from '../stores.ts';
import { ClassMapDialog } from './ClassMapDialog.tsx';
import { ColumnsDialog } from './ColumnsDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { OpenDialog } from './OpenDialog.tsx';
import { ClassFinder, Palette } from './Palette.tsx';
import { PointHistoryDialog } from './PointHistoryDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { TogetherDialog } from './TogetherDialog.tsx';

export function Dialogs() {
  const dialog = useShell((s) => s.dialog);
  if (dialog === 'palette') return <Palette />;
  if (dialog === 'classes') return <ClassFinder />;
  if (dialog === 'open') return <OpenDialog />;
  if (dialog === 'export') return <ExportDialog />;
  if (dialog === 'import') return <ImportDialog />;
  if (dialog === 'class-map') return <ClassMapDialog />;
  if (dialog === 'gallery') return <GalleryDialog />;
  if (dialog === 'columns') return <ColumnsDialog />;
  if (dialog === 'together') return <TogetherDialog />;
  if (dialog === 'point-history') return <PointHistoryDialog />;
  if (dialog === 'settings') return <SettingsDialog />;
  if (dialog === 'help') return <HelpDialog />;
  return null;
}
