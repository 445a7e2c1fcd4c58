/** File bytes that are not yet in Keep: appended, read, forced and released by segment. */
@NullMarked
package io.arvfs.journal.segment;

import org.jspecify.annotations.NullMarked;
