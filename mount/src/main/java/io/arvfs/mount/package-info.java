/** One mount: its parts put together, its life from start to the last commit. */
@NullMarked
package io.arvfs.mount;

import org.jspecify.annotations.NullMarked;
