/**
 * What the verbs of {@code arv-fs-journal} do, without a command line: reading entries, choosing
 * among them, checking, salvaging and exporting. Nothing here writes into the volume it looks at.
 */
@NullMarked
package io.arvfs.cli.journal;

import org.jspecify.annotations.NullMarked;
