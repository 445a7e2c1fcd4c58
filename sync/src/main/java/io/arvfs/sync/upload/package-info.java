/**
 * Bytes on their way to Keep and back: which piece goes into which block, the transfers, and the
 * blocks that were fetched lately.
 */
@NullMarked
package io.arvfs.sync.upload;

import org.jspecify.annotations.NullMarked;
