import { Eye, EyeOff, Layers, Maximize, Minus, Plus, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useView } from '#src/session/stores/view-store.ts';

interface Props {
  readonly zoomed: boolean;
  readonly hasPoints: boolean;
  onZoom(factor: number): void;
  onWhole(): void;
  /** Null where the camera's lens is not known. */
  readonly onLookThrough: (() => void) | null;
}

const STEP = 1.5;

/** What the mouse does on the large image, for the keyboard too; and the points over it. */
export function ImageToolbar({ zoomed, hasPoints, onZoom, onWhole, onLookThrough }: Props) {
  const points = useView((s) => s.imagePoints);
  const opacity = useView((s) => s.imagePointOpacity);
  const hasMasks = useMasks((s) => s.attached !== null);
  const masks = useView((s) => s.masks);
  const maskOpacity = useView((s) => s.maskOpacity);
  return (
    <div className="image-toolbar" role="toolbar" aria-label="Image">
      {hasPoints && (
        <Overlay
          what="points"
          icon={points ? <Eye /> : <EyeOff />}
          shown={points}
          opacity={opacity}
          least={0.1}
          onToggle={() => useView.setState({ imagePoints: !points })}
          onOpacity={(value) => useView.setState({ imagePointOpacity: value })}
        />
      )}
      {hasMasks && (
        <Overlay
          what="masks"
          icon={<Layers />}
          shown={masks}
          opacity={maskOpacity}
          least={0}
          onToggle={() => useView.setState({ masks: !masks })}
          onOpacity={(value) => useView.setState({ maskOpacity: value })}
        />
      )}
      {onLookThrough !== null && (
        <Button title="Look through this camera in 3D" onClick={onLookThrough}>
          <Video />
        </Button>
      )}
      <Button title="Zoom out" disabled={!zoomed} onClick={() => onZoom(1 / STEP)}>
        <Minus />
      </Button>
      <Button title="Zoom in" onClick={() => onZoom(STEP)}>
        <Plus />
      </Button>
      <Button title="Whole picture (double click)" disabled={!zoomed} onClick={onWhole}>
        <Maximize />
      </Button>
    </div>
  );
}

interface OverlayProps {
  readonly what: string;
  readonly icon: ReactNode;
  readonly shown: boolean;
  readonly opacity: number;
  readonly least: number;
  onToggle(): void;
  onOpacity(value: number): void;
}

/** Something that lies over the picture: on or off, and how strong. */
function Overlay({ what, icon, shown, opacity, least, onToggle, onOpacity }: OverlayProps) {
  return (
    <>
      <Button title={shown ? `Hide the ${what}` : `Show the ${what}`} pressed={shown} onClick={onToggle}>
        {icon}
      </Button>
      <input
        type="range"
        min={least}
        max={1}
        step={0.05}
        value={opacity}
        disabled={!shown}
        aria-label={`Opacity of the ${what}`}
        title={`Opacity of the ${what}: ${Math.round(opacity * 100)} %`}
        onChange={(event) => onOpacity(event.currentTarget.valueAsNumber)}
      />
    </>
  );
}

interface ButtonProps {
  readonly title: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

function Button({ title, pressed, disabled, children, onClick }: ButtonProps) {
  return (
    <button type="button" title={title} aria-label={title} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}
