/**
 * The paths of a manifest in the order of a walk, whatever their number: sorted in runs on the
 * disk, then merged into one file. Everything here can be deleted and made again from the text.
 */
@NullMarked
package io.arvfs.fs.sort;

import org.jspecify.annotations.NullMarked;
