/** FUSE requests in, errno out. */
@NullMarked
package io.arvfs.mount.fuse;

import org.jspecify.annotations.NullMarked;
