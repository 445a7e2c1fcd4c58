/** The language of the volume: every fact the journal can hold. */
@NullMarked
package io.arvfs.journal.event;

import org.jspecify.annotations.NullMarked;
