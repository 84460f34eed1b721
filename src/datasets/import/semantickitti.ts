import { labelFileImporter } from './label-files.ts';

export const semanticKittiImport = labelFileImporter('semantickitti', 'label', 'SemanticKITTI .label');
