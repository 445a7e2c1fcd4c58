/** An Arvados cluster in a box. */
@NullMarked
package io.arvfs.minicluster;

import org.jspecify.annotations.NullMarked;
