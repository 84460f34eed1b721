/** What Cityscapes leaves out of every evaluation because it may be anything; 'ground' is any ground that is none of its others. */
export const CITYSCAPES_VOID = ['ego vehicle', 'rectification border', 'out of roi', 'static', 'dynamic', 'ground'];

/** A laser is never reflected by the sky: a point on it is wrong, or its camera is. */
export const CITYSCAPES_LONE = ['sky'];
