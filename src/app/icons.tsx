import { Box, Brush, CircleHelp, ClipboardCheck, ScanSearch, Download, Eye, FolderOpen, House, Lasso, Move3d, Redo2, Search, Undo2, Upload } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

const ICONS: Record<string, LucideIcon> = {
  check: ScanSearch,
  review: ClipboardCheck,
  navigate: Move3d,
  lasso: Lasso,
  brush: Brush,
  cuboid: Box,
  undo: Undo2,
  redo: Redo2,
  home: House,
  'birds-eye': Eye,
  open: FolderOpen,
  export: Download,
  import: Upload,
  search: Search,
  help: CircleHelp,
};

export function Icon({ name, size = 18 }: { readonly name: string; readonly size?: number }) {
  const Drawn = ICONS[name];
  return Drawn === undefined ? null : <Drawn size={size} aria-hidden />;
}
