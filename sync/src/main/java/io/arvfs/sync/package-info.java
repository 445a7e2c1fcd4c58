/** Making Arvados agree with a volume, and the volume with Arvados. */
@NullMarked
package io.arvfs.sync;

import org.jspecify.annotations.NullMarked;
