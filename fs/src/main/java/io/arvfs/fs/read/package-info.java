/** Extents to bytes: out of local segments, out of Keep's blocks, or zeros. */
@NullMarked
package io.arvfs.fs.read;

import org.jspecify.annotations.NullMarked;
