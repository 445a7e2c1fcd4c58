/**
 * Inodes, dentries and extents: the rows that tree events leave in the index, the one fold that
 * writes them, and the view that reads them.
 */
@NullMarked
package io.arvfs.fs.tree;

import org.jspecify.annotations.NullMarked;
