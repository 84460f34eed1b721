import { useTools } from '#src/session/stores/tool-store.ts';
import { toolById } from '#src/tools/index.ts';

/** The keys that matter now; '?' has them all. */
export function KeyHints() {
  const tool = useTools((s) => s.tool);
  const drawing = useTools((s) => (s.overlay !== null && s.overlay.path.length > 0) || s.cuboid !== null);
  return (
    <div className="key-hints">
      {tool === 'navigate' ? (
        <>
          <kbd>L</kbd> lasso <kbd>B</kbd> brush <kbd>C</kbd> cuboid <kbd>1</kbd>–<kbd>9</kbd> class <kbd>/</kbd> find class <kbd>?</kbd> all keys
        </>
      ) : drawing ? (
        <>
          <kbd>Enter</kbd> {tool === 'lasso' ? 'close' : 'apply'} <kbd>Esc</kbd> drop <kbd>Shift</kbd> add <kbd>Alt</kbd> subtract
        </>
      ) : (
        <>
          <span>{toolById(tool).help}</span> <kbd>Shift</kbd> add <kbd>Alt</kbd> subtract <kbd>E</kbd> class under cursor <kbd>M</kbd> paint/select <kbd>G</kbd> guard
        </>
      )}
    </div>
  );
}
