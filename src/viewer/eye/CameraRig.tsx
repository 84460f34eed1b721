import { CameraControls, CameraControlsImpl } from '@react-three/drei';
import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useLayoutEffect, useState } from 'react';
import type { PerspectiveCamera } from 'three';
import { setViewport } from '#src/session/viewport.ts';
import type { Stage } from '../stage.ts';
import { Eye } from './eye.ts';
import type { EyeHandle } from './eye-context.ts';

const { ACTION } = CameraControlsImpl;
type Controls = InstanceType<typeof CameraControlsImpl>;

/** Which buttons move the view; the others belong to the tool. */
export interface CameraButtons {
  /** The left button turns the view: no tool is chosen, or Space is held. */
  readonly left: boolean;
  /** The right button moves the view instead of turning it. */
  readonly rightPans: boolean;
}

interface Props {
  readonly stage: Stage | null;
  readonly buttons: CameraButtons;
  readonly handle: EyeHandle;
  /** What the pointer moves over: the canvas and what lies on it. */
  readonly surface: HTMLElement | null;
}

/** The camera, what turns it, and its registration as the session's viewport. */
export function CameraRig({ stage, buttons, handle, surface }: Props) {
  const [controls, setControls] = useState<Controls | null>(null);
  const camera = useThree((state) => state.camera) as PerspectiveCamera;
  const canvas = useThree((state) => state.gl.domElement);
  const invalidate = useThree((state) => state.invalidate);

  useLayoutEffect(() => {
    if (controls === null) return;
    const eye = new Eye(camera, controls, canvas);
    handle.attach(eye, invalidate);
    setViewport(eye);
    return () => {
      handle.detach();
      setViewport(null);
    };
  }, [controls, camera, canvas, handle, invalidate]);

  useLayoutEffect(() => {
    if (controls === null) return;
    handle.eye?.enter(stage);
    invalidate();
  }, [controls, stage, handle, invalidate]);

  useEffect(() => {
    if (controls !== null) assign(controls, buttons);
  }, [controls, buttons]);

  // After the controls have moved the camera, before the picture is made.
  useFrame(() => {
    if (handle.eye !== null) handle.pictures.emit(handle.eye.view());
  });

  return (
    <CameraControls
      ref={setControls}
      domElement={surface ?? undefined}
      dollyToCursor
      infinityDolly
      minDistance={0.5}
      dollySpeed={0.8}
      smoothTime={0.18}
      draggingSmoothTime={0.04}
      maxPolarAngle={Math.PI * 0.98}
    />
  );
}

function assign(controls: Controls, { left, rightPans }: CameraButtons): void {
  controls.mouseButtons.left = left ? ACTION.ROTATE : ACTION.NONE;
  controls.mouseButtons.right = rightPans ? ACTION.TRUCK : ACTION.ROTATE;
  controls.mouseButtons.middle = ACTION.TRUCK;
  controls.mouseButtons.wheel = ACTION.DOLLY;
  controls.touches.one = left ? ACTION.TOUCH_ROTATE : ACTION.NONE;
  controls.touches.two = ACTION.TOUCH_DOLLY_TRUCK;
}
