"""What test/bench/project.bench.ts is measured against: OpenCV and numpy, one scan into one picture.

python3 project-peer.py FOLDER: reads FOLDER/scene.json (width, height, intrinsics, distortion, rotation, translation, across, along) and
FOLDER/positions.f32, then a line per question from standard input:
  plain    project and test with one pixel per point
  splats   the same with every point drawn as wide as the beams are apart, in a rectangle of the picture
and answers each with: points inside the picture, points seen.
"""
import json
import sys

import cv2
import numpy as np

folder = sys.argv[1]
with open(folder + '/scene.json') as file:
    scene = json.load(file)
points = np.fromfile(folder + '/positions.f32', np.float32).reshape(-1, 3)
width, height = scene['width'], scene['height']
matrix = np.array(scene['intrinsics'], np.float64).reshape(3, 3)
distortion = np.array(scene['distortion'], np.float64)
rotation = np.array(scene['rotation'], np.float64).reshape(3, 3)
translation = np.array(scene['translation'], np.float64)
vector, _ = cv2.Rodrigues(rotation)


def project():
    """Pixels and depth of the points inside the picture. Those behind the camera go first: projectPoints would mirror them."""
    depth = points @ rotation[2].astype(np.float32) + np.float32(translation[2])
    front = depth > 0
    pixels = cv2.projectPoints(points[front], vector, translation, matrix, distortion)[0][:, 0]
    u, v = pixels[:, 0], pixels[:, 1]
    inside = (u > 0) & (u < width) & (v > 0) & (v < height)
    return u[inside], v[inside], depth[front][inside]


def seen(u, v, depth, across, along):
    """The depth buffer: the nearest point of each pixel, drawn over across x along pixels."""
    columns, rows = u.astype(np.int32), v.astype(np.int32)
    buffer = np.full(width * height, np.inf, np.float32)
    for dy in range(-(along // 2), along // 2 + 1):
        y = np.clip(rows + dy, 0, height - 1) * width
        for dx in range(-(across // 2), across // 2 + 1):
            np.minimum.at(buffer, y + np.clip(columns + dx, 0, width - 1), depth)
    return depth <= buffer[rows * width + columns] + np.maximum(0.15, 0.02 * depth)


for question in sys.stdin:
    u, v, depth = project()
    plain = question.strip() == 'plain'
    visible = seen(u, v, depth, 1 if plain else scene['across'], 1 if plain else scene['along'])
    print(len(u), int(visible.sum()), flush=True)
