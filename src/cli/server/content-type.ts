import { extname } from 'node:path';

const appTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Types that a browser shows and never runs. */
const dataTypes: Record<string, string> = {
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.yml': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.ico': 'image/x-icon',
};

/** The media type of a file of the built app. */
export function appType(path: string): string {
  return appTypes[extname(path).toLowerCase()] ?? dataType(path);
}

/** The media type of a file of a dataset: never one that a browser would run, even for .html, .js and .svg. */
export function dataType(path: string): string {
  return dataTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
}
