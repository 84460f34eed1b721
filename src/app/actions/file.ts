import { errorMessage } from '#src/core/errors.ts';
import { previewImport } from '#src/session/importing.ts';
import { attachMaskFolder } from '#src/session/masks.ts';
import { notify } from '#src/session/notices.ts';
import { workspace } from '#src/session/current.ts';
import { readUnsavedFile, restoreChanges } from '#src/session/restoring.ts';
import { hasRawFiles } from '#src/session/raw-columns.ts';
import { retrySaving } from '#src/session/saving.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { fileListTree } from '#src/storage/sources/file-list-tree.ts';
import { fileSource } from '#src/storage/sources/file-source.ts';
import { chooseFiles } from '../choose-files.ts';
import { copyLink } from '../links.ts';
import { offerImport } from '../dialogs/ImportDialog.tsx';
import { showDialog, useShell } from '../stores.ts';
import type { Action } from './action.ts';

const isOpen = () => useScene.getState().scene !== null;

async function importFiles(folder: boolean): Promise<void> {
  const files = await chooseFiles({ folder, multiple: !folder });
  if (files.length === 0) return;
  await offerImport((signal, progress) => previewImport(fileListTree(files), signal, progress));
}

async function attachMasks(): Promise<void> {
  const files = await chooseFiles({ folder: true });
  if (files.length === 0) return;
  try {
    const { matched, imagesWithout } = await attachMaskFolder(fileListTree(files));
    notify('success', `Masks for ${matched} images${imagesWithout.length > 0 ? `, ${imagesWithout.length} images have none` : ''}.`);
    useShell.setState({ tab: 'check' });
  } catch (error) {
    notify('error', errorMessage(error));
  }
}

async function restoreFile(): Promise<void> {
  const [file] = await chooseFiles({ accept: '.journal' });
  const open = workspace();
  if (file === undefined || open === null) return;
  try {
    const count = await restoreChanges(open, await readUnsavedFile(fileSource(file)));
    notify('success', count === 0 ? `${file.name} holds nothing that is not here.` : `${count} ${count === 1 ? 'change' : 'changes'} from ${file.name} are here again.`);
  } catch (error) {
    notify('error', errorMessage(error));
  }
}

export const fileActions: readonly Action[] = [
  { id: 'file.open', title: 'Open…', group: 'File', shortcuts: ['Ctrl+o'], icon: 'open', run: () => showDialog('open') },
  { id: 'file.export', title: 'Export labels…', group: 'File', shortcuts: ['Ctrl+e'], icon: 'export', enabled: isOpen, run: () => showDialog('export') },
  { id: 'file.import', title: 'Import labels from files…', group: 'File', icon: 'import', enabled: isOpen, run: () => void importFiles(false) },
  { id: 'file.import-folder', title: 'Import labels from a folder…', group: 'File', enabled: isOpen, run: () => void importFiles(true) },
  { id: 'file.masks', title: 'Attach a folder of masks…', group: 'File', enabled: isOpen, run: () => void attachMasks() },
  { id: 'file.columns', title: 'Columns of files without a header…', group: 'File', enabled: () => hasRawFiles(useScene.getState().scene), run: () => showDialog('columns') },
  { id: 'file.restore', title: 'Take back downloaded changes…', group: 'File', enabled: isOpen, run: () => void restoreFile() },
  { id: 'file.link', title: 'Copy a link to this place', group: 'File', shortcuts: ['Ctrl+Shift+l'], enabled: isOpen, run: () => void copyLink() },
  { id: 'file.retry', title: 'Save again', group: 'File', shortcuts: ['Ctrl+s'], enabled: () => useLabels.getState().save.state === 'failed', run: retrySaving },
];

export const helpActions: readonly Action[] = [
  { id: 'help.settings', title: 'Settings…', group: 'Help', shortcuts: ['Ctrl+,'], run: () => showDialog('settings') },
  { id: 'help.palette', title: 'Search actions', group: 'Help', shortcuts: ['Ctrl+k'], icon: 'search', run: () => showDialog('palette') },
  { id: 'help.classes', title: 'Find a class by name', group: 'Label', shortcuts: ['/'], run: () => showDialog('classes') },
  { id: 'help.keys', title: 'Keys and mouse', group: 'Help', shortcuts: ['?', 'F1'], icon: 'help', run: () => showDialog('help') },
];
